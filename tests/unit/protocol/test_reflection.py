from __future__ import annotations

from collections.abc import Sequence

from domain.reflection import HealthIndicator, ReflectiveModule


class Pump(ReflectiveModule):
    name = "pump"
    broken = False

    def health(self) -> Sequence[HealthIndicator]:
        return (HealthIndicator("valve", not self.broken, "opens"),)


def test_a_module_is_healthy_until_it_is_not() -> None:
    pump = Pump()
    assert pump.status == "healthy"
    pump.degrade("gauge", "no power")
    assert pump.status == "degraded"
    assert pump.degradations == {"gauge": "no power"}
    pump.broken = True
    assert pump.status == "failed"
    pump.broken = False
    pump.recover("gauge")
    pump.recover("gauge")
    assert pump.status == "healthy"


def test_a_module_reports_all_of_itself() -> None:
    pump = Pump()
    pump.degrade("gauge", "no power")
    assert pump.report() == {
        "name": "pump",
        "version": "1",
        "status": "degraded",
        "health": [{"name": "valve", "healthy": True, "detail": "opens"}],
        "degraded": {"gauge": "no power"},
        "metrics": {},
    }


def test_a_bare_module_has_nothing_to_complain_of() -> None:
    assert ReflectiveModule().status == "healthy"
