-- What every node holds. One statement per table, each under a comment that says how far its rows travel:
--   world   to every node
--   region  to the nodes of the region that wrote them
-- Tables of your own go into <node.data>/schema/*.sql in the same form. Only additions are possible: a table, a column
-- with a default, an index.

-- scope: world
CREATE TABLE service (
  id       TEXT NOT NULL PRIMARY KEY,
  protocol TEXT NOT NULL DEFAULT 'http',   -- http | tcp | tls | udp
  policy   TEXT NOT NULL DEFAULT '{}'      -- JSON
) STRICT;

-- scope: world
CREATE TABLE route (
  id      TEXT NOT NULL PRIMARY KEY,
  service TEXT NOT NULL DEFAULT '',
  host    TEXT NOT NULL DEFAULT '',        -- exact, '*.example.com', or '' for any; also matched against SNI
  path    TEXT NOT NULL DEFAULT '/',       -- prefix on segment borders; longest wins
  port    INTEGER NOT NULL DEFAULT 0,      -- listener port; 0 = any (required for tcp and udp)
  options TEXT NOT NULL DEFAULT '{}'       -- JSON: redirect, strip_path, headers, weight split, allow/deny CIDRs
) STRICT;
CREATE INDEX route_host ON route (host COLLATE NOCASE, port);
CREATE INDEX route_service ON route (service);

-- scope: region
CREATE TABLE instance (
  id       TEXT NOT NULL PRIMARY KEY,
  service  TEXT NOT NULL DEFAULT '',
  region   TEXT NOT NULL DEFAULT '',       -- filled with the writing node's when empty
  node     TEXT NOT NULL DEFAULT '',       -- the node that owns the row; filled with the writing node when empty
  endpoint TEXT NOT NULL DEFAULT '',       -- 'ip:port', one column so that it never mixes two writers
  state    TEXT NOT NULL DEFAULT 'up',     -- up | drain | down
  health   TEXT NOT NULL DEFAULT 'unknown',-- unknown | passing | failing (unknown is routable)
  weight   INTEGER NOT NULL DEFAULT 100,
  soft     INTEGER NOT NULL DEFAULT 0,     -- in-flight requests (http) or connections (tcp); 0 = none
  hard     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX instance_service ON instance (service);
CREATE INDEX instance_node ON instance (node);

-- scope: world; written by each node for the instances it owns; this is all that other regions see of them
CREATE TABLE presence (
  service TEXT NOT NULL, node TEXT NOT NULL, region TEXT NOT NULL DEFAULT '',
  routable INTEGER NOT NULL DEFAULT 0,     -- instances that can take traffic
  pressure TEXT NOT NULL DEFAULT 'low',    -- low (below soft) | high (at or above soft) | full (at hard)
  PRIMARY KEY (service, node)
) STRICT;
CREATE INDEX presence_node ON presence (node);
