-- 楼组圈: neighbouring building groups that help and consult each other.

CREATE TABLE building_circles (
    id BLOB PRIMARY KEY,
    -- The neighbourhood.
    grid_id BLOB NOT NULL REFERENCES grids (id),
    name TEXT NOT NULL,
    convenor_id BLOB NOT NULL REFERENCES members (id),
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX building_circles_by_grid ON building_circles (grid_id, id);

CREATE TABLE building_circle_groups (
    circle_id BLOB NOT NULL REFERENCES building_circles (id),
    building_group_id BLOB NOT NULL REFERENCES building_groups (id),
    -- When the circle was retired; who belonged to it stays known.
    left_at INTEGER,
    PRIMARY KEY (circle_id, building_group_id)
) STRICT;
-- A building group is in one circle at most.
CREATE UNIQUE INDEX building_circle_groups_present ON building_circle_groups (building_group_id) WHERE left_at IS NULL;

-- 互助: what members offer and need.
CREATE TABLE circle_exchanges (
    id BLOB PRIMARY KEY,
    circle_id BLOB NOT NULL REFERENCES building_circles (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind IN ('offer', 'need')),
    state TEXT NOT NULL CHECK (state IN ('open', 'met', 'closed')),
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX circle_exchanges_by_circle ON circle_exchanges (circle_id, id);

-- 议事
CREATE TABLE circle_topics (
    id BLOB PRIMARY KEY,
    circle_id BLOB NOT NULL REFERENCES building_circles (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'concluded')),
    outcome TEXT CHECK (outcome IN ('agreed', 'not_agreed', 'handed_to_neighbourhood', 'deferred')),
    concluded_by BLOB REFERENCES members (id),
    created_at INTEGER NOT NULL,
    concluded_at INTEGER,
    event_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CHECK ((state = 'concluded') = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX circle_topics_by_circle ON circle_topics (circle_id, id);

-- What was written in an exchange or a topic, each sealed under a key of its own. Without the key it is erased.
CREATE TABLE circle_texts (
    subject_id BLOB PRIMARY KEY,
    wrapped_key BLOB,
    title BLOB NOT NULL,
    body BLOB NOT NULL,
    -- What was concluded, in words.
    words BLOB
) STRICT;
