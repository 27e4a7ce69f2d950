//! The tables.

/// `user_version` of the tables below.
pub(super) const VERSION: u32 = 2;

/// Version 2.
///
/// Times are microseconds since 1970 in UTC, sums are kopecks. Numbers of the portal are texts:
/// they may be greater than what SQLite keeps exactly. A step of the run itself stands without the
/// key of the run. What is large stands in tables of its own, since SQLite writes a row anew as a
/// whole: a claim must not write the papers again. A column of kind ANY holds a text, or the same
/// text deflated. Nothing but texts and outages is ever deleted, so numbers only grow.
///
/// - `meta.journal`: which journal this is, to know its copies; `commits`: how many transactions;
/// - `runs.state`: 0 open, 1 ending, 2 finished; `urgency`: 0 click, 1 step, 2 reminder;
/// - `runs.wrote`: whether something was committed under the latest claim;
/// - `archives` hold the texts of finished runs, from place 256 times the run's number on;
/// - `runs_resting` and `runs_claimed` part the runs that are not over: a commit under a claim
///   touches the small one only;
/// - `messages.kind` is empty for the message that asked for the run, and for what was forgotten;
///   `aside` says which part of a message could not be read.
pub(super) const TABLES: &str = "
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    journal TEXT NOT NULL,
    commits INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO meta (id, journal) VALUES (1, lower(hex(randomblob(8))));
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    generation INTEGER NOT NULL,
    deal TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    forgotten INTEGER NOT NULL DEFAULT 0,
    restored INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    claimed_until INTEGER,
    ttl INTEGER,
    wrote INTEGER NOT NULL DEFAULT 0,
    taken INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    lane TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    away_since INTEGER,
    mark TEXT,
    marked INTEGER,
    ordered INTEGER NOT NULL,
    finished INTEGER,
    changed INTEGER NOT NULL,
    seller TEXT,
    region TEXT,
    office TEXT,
    form TEXT,
    requested_by TEXT NOT NULL,
    sum INTEGER,
    touches INTEGER NOT NULL,
    first_pass INTEGER,
    ending TEXT,
    UNIQUE (subject, generation)
) STRICT;
CREATE UNIQUE INDEX one_open_run ON runs (subject) WHERE state = 0;
CREATE INDEX runs_resting ON runs (lane, due) WHERE state < 2 AND claimed_until IS NULL;
CREATE INDEX runs_claimed ON runs (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX runs_away ON runs (lane, away_since) WHERE state = 0 AND away_since IS NOT NULL;
CREATE INDEX runs_kept ON runs (finished) WHERE state = 2 AND forgotten = 0;
CREATE INDEX runs_of_deal ON runs (deal);
CREATE INDEX runs_of_requester ON runs (requested_by);
CREATE TABLE snapshots (
    run INTEGER PRIMARY KEY REFERENCES runs (id),
    body ANY NOT NULL,
    dossier ANY
) STRICT;
CREATE TABLE papers (
    run INTEGER PRIMARY KEY REFERENCES runs (id),
    body ANY NOT NULL
) STRICT;
CREATE TABLE archives (
    place INTEGER PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE outcomes (
    run INTEGER NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    kind TEXT NOT NULL,
    answer TEXT,
    side TEXT,
    code TEXT,
    body ANY,
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT,
    wait TEXT,
    round INTEGER,
    author TEXT,
    reason TEXT,
    aside TEXT,
    UNIQUE (source, id)
) STRICT;
CREATE INDEX messages_of_run ON messages (run, number);
CREATE TABLE outages (
    lane TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    told TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";
