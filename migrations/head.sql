-- Made from the revisions by `python -m adapters.sql.upgrade`;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE inbox (
	sequence INTEGER NOT NULL,
	command_id TEXT NOT NULL,
	text TEXT DEFAULT '' NOT NULL,
	actor TEXT DEFAULT '' NOT NULL,
	correlation_id TEXT DEFAULT '' NOT NULL,
	causation_id TEXT DEFAULT '' NOT NULL,
	received_at TEXT NOT NULL,
	success BOOLEAN NOT NULL,
	result TEXT DEFAULT '' NOT NULL,
	position BIGINT NOT NULL,
	events INTEGER NOT NULL,
	PRIMARY KEY (sequence),
	UNIQUE (command_id)
);
CREATE INDEX inbox_correlation ON inbox (correlation_id);
CREATE TABLE projection_positions (
	projection TEXT NOT NULL,
	position BIGINT NOT NULL,
	PRIMARY KEY (projection)
);
CREATE TABLE projection_parked (
	projection TEXT NOT NULL,
	aggregate_id TEXT NOT NULL,
	position BIGINT NOT NULL,
	event TEXT DEFAULT '' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (projection, aggregate_id)
);
CREATE TABLE swarms (
	id TEXT NOT NULL,
	swarm TEXT NOT NULL,
	target TEXT DEFAULT '' NOT NULL,
	specs TEXT DEFAULT '[]' NOT NULL,
	settings TEXT DEFAULT '{}' NOT NULL,
	state TEXT DEFAULT '' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	head TEXT DEFAULT '' NOT NULL,
	started_at TEXT,
	continued_at TEXT,
	ended_at TEXT,
	since TEXT,
	launched BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (swarm)
);
CREATE TABLE instances (
	id TEXT NOT NULL,
	swarm TEXT DEFAULT '' NOT NULL,
	instance TEXT DEFAULT '' NOT NULL,
	colour TEXT DEFAULT '' NOT NULL,
	agent TEXT DEFAULT '' NOT NULL,
	host TEXT DEFAULT '' NOT NULL,
	state TEXT DEFAULT '' NOT NULL,
	task TEXT DEFAULT '' NOT NULL,
	attempt INTEGER DEFAULT '0' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	joined_at TEXT,
	since TEXT,
	joined BIGINT NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX instances_swarm ON instances (swarm, joined);
CREATE TABLE tasks (
	id TEXT NOT NULL,
	swarm TEXT DEFAULT '' NOT NULL,
	task TEXT DEFAULT '' NOT NULL,
	title TEXT DEFAULT '' NOT NULL,
	spec TEXT DEFAULT '' NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	optional BOOLEAN NOT NULL,
	depends_on TEXT DEFAULT '[]' NOT NULL,
	state TEXT DEFAULT '' NOT NULL,
	phase TEXT DEFAULT '' NOT NULL,
	instance TEXT DEFAULT '' NOT NULL,
	attempt INTEGER DEFAULT '0' NOT NULL,
	failures INTEGER DEFAULT '0' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	candidate TEXT DEFAULT '' NOT NULL,
	commit_id TEXT DEFAULT '' NOT NULL,
	integration TEXT DEFAULT '' NOT NULL,
	registered_at TEXT,
	assigned_at TEXT,
	started_at TEXT,
	submitted_at TEXT,
	integrated_at TEXT,
	since TEXT,
	busy_s FLOAT DEFAULT '0' NOT NULL,
	registered BIGINT NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX tasks_swarm ON tasks (swarm, registered);
CREATE TABLE attempts (
	task_id TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	instance TEXT DEFAULT '' NOT NULL,
	outcome TEXT DEFAULT '' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	rescue TEXT DEFAULT '' NOT NULL,
	base TEXT DEFAULT '' NOT NULL,
	branch TEXT DEFAULT '' NOT NULL,
	candidate TEXT DEFAULT '' NOT NULL,
	commit_id TEXT DEFAULT '' NOT NULL,
	integration TEXT DEFAULT '' NOT NULL,
	assigned_at TEXT,
	started_at TEXT,
	submitted_at TEXT,
	ended_at TEXT,
	busy_s FLOAT DEFAULT '0' NOT NULL,
	assigned BIGINT NOT NULL,
	PRIMARY KEY (task_id, attempt)
);
CREATE TABLE integrations (
	id TEXT NOT NULL,
	swarm TEXT DEFAULT '' NOT NULL,
	integration TEXT DEFAULT '' NOT NULL,
	target TEXT DEFAULT '' NOT NULL,
	state TEXT DEFAULT '' NOT NULL,
	outcome TEXT DEFAULT '' NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	step INTEGER DEFAULT '0' NOT NULL,
	rebuilds INTEGER DEFAULT '0' NOT NULL,
	candidates TEXT DEFAULT '[]' NOT NULL,
	merges TEXT DEFAULT '{}' NOT NULL,
	conflicts TEXT DEFAULT '[]' NOT NULL,
	gates TEXT DEFAULT '[]' NOT NULL,
	base TEXT DEFAULT '' NOT NULL,
	head TEXT DEFAULT '' NOT NULL,
	checkout TEXT DEFAULT '' NOT NULL,
	opened_at TEXT,
	built_at TEXT,
	gated_at TEXT,
	ended_at TEXT,
	since TEXT,
	opened BIGINT NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX integrations_swarm ON integrations (swarm, opened);
INSERT INTO alembic_version VALUES ('0001');
