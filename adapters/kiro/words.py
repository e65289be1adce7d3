"""The words of the people who write plans, in the languages they write in.

Every list may grow; a word that is missing makes a warning at worst.
"""

# ruff: noqa: RUF001  (people write in many scripts)
from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEPENDS = (
    r"dependenc(?:y|ies)|depends(?:[ _-]?on)?|deps|prerequisites?|blocked[ _-]by"
    r"|requires[ _-]tasks?|依赖(?:任务|项|关系)?|依賴(?:任務)?|前置(?:依赖|任务|條件|条件)?"
    r"|依存(?:関係|タスク)?|前提(?:タスク)?|의존(?:성|관계)?|선행[ ]?(?:작업|태스크)"
    r"|зависимост[ьи]|зависит от|dependencias?|depende de|dependências?"
    r"|abhängigkeit(?:en)?|abhängig von|dépendances?|dépend de|dipendenze"
)
_BLOCKS = r"blocks|blocking|阻塞|ブロック"
_REQUIREMENTS = (
    r"requirements?|reqs?|validates|implements|covers|需求|要求|要件|요구[ ]?사항"
    r"|требовани[ея]|requisitos?|requerimientos?|anforderung(?:en)?|exigences?|requisiti"
)
_FIELD = r"^[ \t]*(?:[-*+][ \t]+)?[_*]*(?:{})[_* \t]*[:：][_*]*[ \t]*(.*?)[ \t_*]*$"

DEPENDS_FIELD = re.compile(_FIELD.format(_DEPENDS), re.IGNORECASE)
BLOCKS_FIELD = re.compile(_FIELD.format(_BLOCKS), re.IGNORECASE)
REQUIREMENTS_FIELD = re.compile(_FIELD.format(_REQUIREMENTS), re.IGNORECASE)

# `Depends on 1.1 and 1.2`, `(after 1.1)`, `Requires: Task 2`: without a colon, or with
# a word that may mean something else. `sure` ones mean a dependency, `bare` ones do
# when they name tasks; what `Requires: 1.1` names may be a requirement.
PERHAPS_FIELD = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?[_*]*[(（\[]?[_*]*(?:(?P<sure>depends on|dependent on|blocked by)"
    r"|(?P<bare>after|waits? for)|requires|needs)[_*]*[ \t]*[:：]?[_*]*[ \t]+"
    r"(?P<text>[^()（）]*?(?:[(（][^()（）]*[)）])?)[)）\].]?[ \t_*]*$",
    re.IGNORECASE,
)
_NEXT_FIELD = re.compile(
    r"(?:(?<=[^:：\s_*][_*])|(?<=[^:：\s_*][_*]{2}))[ \t]*[|;,·]?[ \t]+"
    r"(?=[_*]+[^\W\d_][^:：_*]*[:：])"
    r"|[ \t]*[|;][ \t]*(?=[_*]*[^\W\d_][^:：|;]*[:：])"
)

# Check boxes under these words are measures or explanations, not work.
_CRITERIA = (
    r"success criteri(?:a|on)|success metrics?|acceptance criteri(?:a|on)"
    r"|(?:completion|exit|done|quality) criteria|definition of (?:done|ready)|done when"
    r"|成功(?:标准|標準|基準|指标|条件)|验收(?:标准|条件)|驗收標準|完成(?:标准|標準|定义)"
    r"|完了(?:条件|基準|の定義)|受け?入れ?(?:基準|条件)|성공 ?(?:기준|지표)|완료 ?(?:기준|조건)"
    r"|인수 ?(?:기준|조건)|критери[ийя]\w*(?: (?:успеха|приёмки|приемки|готовности))?"
    r"|criterios? de (?:éxito|aceptación)|critérios? de (?:sucesso|aceitação|aceite)"
    r"|erfolgskriterien|akzeptanzkriterien|critères? (?:de succès|d'acceptation)"
)
_LEGEND = (
    r"legend|status (?:key|legend|markers?|indicators?|symbols?|definitions?)"
    r"|(?:check ?box|task) (?:states?|status(?:es)?|legend|markers?)"
    r"|状态说明|狀態說明|图例|圖例|凡例|ステータス(?:の)?説明|범례|상태 ?설명"
    r"|легенда|обозначения|leyenda|legenda|légende"
)
_CRITERIA_HEADING = re.compile(rf"(?:{_CRITERIA}|\b(?:{_LEGEND}))", re.IGNORECASE)
_CRITERIA_LABEL = re.compile(
    rf"^[ \t]*(?:[-*+][ \t]+)?[_*]*(?:{_CRITERIA}|{_LEGEND})[_* \t]*[:：]?[_* \t]*$",
    re.IGNORECASE,
)
_PHASE = re.compile(
    r"^\*\*[ \t]*((?:phase|layer|stage|step|sprint|milestone|week|day|group|part"
    r"|阶段|階段|フェーズ|ステージ|단계|фаза|этап|fase|etapa|phase)[ \t]*[\w.]+.*?)\*\*[ \t:：]*$",
    re.IGNORECASE,
)
GRAPH_HEADING = re.compile(
    r"depend\w* (?:graph|map|tree|diagram)|dependenc|execution (?:waves|graph|order)"
    r"|依存(?:関係)?(?:グラフ|図)|依赖(?:关系)?图|依賴(?:關係)?圖|의존성 ?그래프"
    r"|граф зависимостей|grafo de depend",
    re.IGNORECASE,
)

# A checkpoint is named first in its title; "Create checkpoint files" is work.
_CHECKPOINT = re.compile(
    r"^\W*(?:(?!(?:create|implement|add|build|write|design|update|support|save|restore"
    r"|test|fix|make|define|enable|remove|develop|configure|integrate|handle|extend"
    r"|refactor)\b)[\w-]+[ \t]+){0,2}checkpoint(?![\w-])"
    r"(?=[ \t]*(?:$|[^\w\s]|\d)|[ \t]+(?:ensure|verify|validate|review|all|complete"
    r"|and|after|before|for|that|the|—)\b)"
    r"|^(?:最终|最終|中间|中間|阶段|階段|第\w+)?(?:检查点|檢查點|チェックポイント)"
    r"|^(?:최종|중간)?[ ]?체크포인트|^(?:финальная |итоговая |промежуточная )?"
    r"контрольная точка|^punto de (?:control|verificación)"
    r"|^ponto de (?:verificação|controle)",
    re.IGNORECASE,
)
_PROVES = re.compile(
    r"^\W*(?:write|add|create|implement|complete|build)?[ \t]*(?:the |all |more )?"
    r"(?:[\w.-]+[ \t]+){0,3}tests?\b(?![ \t-]+(?:setup|infrastructure|framework|harness"
    r"|environment|suite setup|fixtures?|data|utilit|helper|project|runner))"
    r"|^\W*(?:verify|validate)\b|(?:测试|測試|テスト|테스트)(?!环境|環境|框架|基盤|基础|フレームワーク|数据|データ|工具"
    r"|ツール|プロジェクト|ユーティリティ| ?환경| ?데이터)|^\W*(?:напис\w+|добав\w+) .*тест"
    r"|^\W*(?:escribir|escrever|criar|crear) .*(?:pruebas|testes|tests)",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"^[(（\[]?(?:optional|可选|可選|オプション|任意|선택|необязательно|опционально"
    r"|opcional)[)）\]:：]|[(（\[](?:optional|可选|可選|オプション|任意|선택|необязательно"
    r"|опционально|opcional)[)）\]]$",
    re.IGNORECASE,
)


def is_criteria_heading(title: str) -> bool:
    """Tell whether boxes below this heading measure success or explain signs."""
    return _CRITERIA_HEADING.search(title) is not None


def is_criteria_label(line: str) -> bool:
    """Tell whether a line does nothing but announce criteria."""
    return line[-1] in ":：*_ " and _CRITERIA_LABEL.match(line) is not None


def phase_title(line: str) -> str:
    """Take the title of a bold line that stands for a heading, or ""."""
    found = _PHASE.match(line) if line.startswith("**") else None
    return found[1].strip() if found else ""


def is_checkpoint(title: str) -> bool:
    """Tell whether the task is a point at which everything so far must hold."""
    return _CHECKPOINT.search(title) is not None


def is_proof(title: str) -> bool:
    """Tell whether the task tests or verifies what its neighbours make."""
    return _PROVES.search(title) is not None


def says_optional(title: str) -> bool:
    """Tell whether the title itself calls the task optional."""
    return _OPTIONAL.search(title) is not None


def fields_of(line: str) -> Sequence[str]:
    """Part a line with several fields: `_Requirements: 1.1_ _Depends: 2_`."""
    if line.count(":") + line.count("：") > 1:
        return _NEXT_FIELD.split(line)
    return (line,)


def is_all(text: str) -> bool:
    """Tell whether a reference means every requirement."""
    return _EVERY.match(text) is not None


_EVERY = re.compile(
    r"^(?:all(?: requirements?)?(?:\b(?![ \t]*[\d-]).*)?|全般|全部|所有需求|全て|すべて|전체|모두|все"
    r"|todos?|todas?)$",
    re.IGNORECASE,
)
