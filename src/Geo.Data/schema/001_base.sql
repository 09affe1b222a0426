-- Geo's tables live in schema geo; what the services publish are the views of schema published (002_published.sql).
-- Every geometry is EPSG:4326, x = longitude, y = latitude.
create extension if not exists postgis;
create schema if not exists geo;

create type geo.run_state as enum ('running', 'complete');

-- A run is named by the hash of raster content, model, parameters and code version (12 hex digits).
create table geo.runs (
  run          text primary key collate "C",
  name         text not null,
  state        geo.run_state not null default 'running',
  pinned       boolean not null default false,
  current      boolean not null default false,    -- kept by geo.refresh_runs
  scene        text not null collate "C",
  started_at   timestamptz not null default now(),
  completed_at timestamptz,
  parameters   jsonb not null,
  provenance   jsonb not null,
  summary      jsonb
);

-- A scene is a raster, named by the hash of its content (12 hex digits).
create table geo.scenes (
  scene       text primary key collate "C",
  title       text not null,
  source      text not null,
  acquired    timestamptz,
  crs         text not null,             -- 'EPSG:32613' or WKT where the raster has no code
  width       integer not null,          -- pixels
  height      integer not null,
  bands       integer not null,
  gsd_m       double precision not null, -- metres per pixel at the centre
  geom        geometry(MultiPolygon, 4326) not null
);

-- One row a window (row, col of the window grid), written in one transaction: a window done twice counts once.
create table geo.windows (
  run     text not null collate "C" references geo.runs on delete cascade,
  row     integer not null,
  col     integer not null,
  masks   integer not null,
  payload bytea,                          -- the window's masks, scores and features; null when it failed
  error   text,
  primary key (run, row, col)
);

-- The tables below are partitioned by run: a run's rows are loaded and indexed in tables of its own, which are
-- attached in the transaction that completes the run. Nothing of a run is visible before.
create table geo.segments (
  run            text not null collate "C",
  id             text not null collate "C", -- run-nnnnnnn
  parent         text collate "C",          -- the segment that contains this one
  level          smallint not null,         -- 0 = no parent
  cluster        integer,
  area_m2        double precision not null, -- geodesic
  perimeter_m    double precision not null, -- geodesic
  compactness    real not null,             -- 4 pi area / perimeter^2
  rectangularity real not null,             -- area / area of the smallest rotated rectangle
  elongation     real not null,             -- long side / short side of that rectangle
  predicted_iou  real not null,
  stability      real not null,
  band_mean      real[] not null,           -- raw raster values
  band_sd        real[] not null,
  geom           geometry(MultiPolygon, 4326) not null,
  primary key (run, id)
) partition by list (run);

-- The partition: each pixel belongs to its smallest kept mask. A row is what is left of a segment; its id is the segment's.
create table geo.segments_flat (
  run     text not null collate "C",
  id      text not null collate "C",
  cluster integer,
  area_m2 double precision not null,
  geom    geometry(MultiPolygon, 4326) not null,
  primary key (run, id)
) partition by list (run);

-- Observed ground that no mask covers, cut along the window grid; with segments_flat it tiles the scene's footprint.
create table geo.unlabelled (
  run     text not null collate "C",
  n       integer not null,
  area_m2 double precision not null,
  geom    geometry(MultiPolygon, 4326) not null,
  primary key (run, n)
) partition by list (run);

create table geo.embeddings (
  run    text not null collate "C",
  id     text not null collate "C",
  vector bytea not null,                   -- little-endian IEEE half floats, L2-normalised
  primary key (run, id)
) partition by list (run);

create table geo.clusters (
  run          text not null collate "C" references geo.runs on delete cascade,
  cluster      integer not null,
  size         integer not null,
  medoid       text not null,              -- segment id
  nearest      text[] not null,            -- the nine segments nearest the centre
  spread       real not null,              -- mean distance of the members to the centre
  class_code   text,
  label_es     text,
  label_en     text,
  label_source text not null,              -- who named it: 'rules', a model's name, a reviewer
  confidence   real,
  primary key (run, cluster)
);

create table geo.classes (
  catalogue  text not null collate "C",    -- hash of the class list
  code       text not null collate "C",
  label_es   text not null,
  label_en   text not null,
  parent     text,
  definition text,
  rule       text,                         -- the built-in labeller's rule that answers with this class
  primary key (catalogue, code)
);

create table geo.areas (
  id         text primary key collate "C", -- set.code
  area_set   text not null,
  level      text not null,
  code       text not null,
  name       text not null,
  parent     text,
  population bigint,
  dwellings  bigint,
  area_m2    double precision,
  attributes jsonb not null default '{}',
  geom       geometry(MultiPolygon, 4326), -- null for an area known only by name
  unique (area_set, code)
);
create index on geo.areas using gist (geom);

-- What a run saw of an area. Pieces are cut at area borders.
create table geo.area_observations (
  run           text not null collate "C" references geo.runs on delete cascade,
  area          text not null collate "C" references geo.areas on delete cascade,
  observed_m2   double precision not null,
  unlabelled_m2 double precision not null,
  primary key (run, area)
);
create index on geo.area_observations (area);

create table geo.area_clusters (
  run      text not null collate "C" references geo.runs on delete cascade,
  area     text not null collate "C" references geo.areas on delete cascade,
  cluster  integer not null,               -- -1 = segments of no cluster
  segments integer not null,               -- pieces whose interior point lies in the area
  m2       double precision not null,
  primary key (run, area, cluster)
);
create index on geo.area_clusters (area);
