-- Layers that people import (geo import). Each import makes a new table in schema layers; geo.layers says which one is published now, so that a
-- reader sees the old rows or the new ones. A table that was replaced goes once nobody can still be reading from it.
create schema layers;

create table geo.layers (
  layer         text primary key collate "C",  -- collection id
  table_name    text not null,                 -- in schema layers
  generation    bigint not null default 1,     -- counts the imports of this layer
  title         text not null,
  source        text not null,                 -- file name
  source_layer  text not null,
  source_crs    text,                          -- 'EPSG:6372' or WKT; null where the file names none
  key_source    text not null,                 -- column that the ids come from; 'fid' for the format's own row numbers
  lacks_geometry boolean not null,             -- some rows have none
  columns       jsonb not null,                -- [{"name", "title"}, …]
  imported_at   timestamptz not null default now()
);

create table geo.replaced_layers (
  table_name  text primary key,
  replaced_at timestamptz not null default now()
);

-- A geometry from a file (WKB, longitude first) as it may be published: valid, inside the world, in EPSG:4326; note says what had to be done.
create function geo.publishable(wkb bytea, out geom geometry, out note text) language plpgsql immutable strict parallel safe as $$
declare
  reason text;
begin
  geom := st_setsrid(st_geomfromwkb(wkb), 4326);
  if st_isempty(geom) then
    geom := null;
    return;
  end if;
  if st_isvalidreason(geom) like 'Invalid Coordinate%'
     or not (st_ymin(geom) >= -90.001 and st_ymax(geom) <= 90.001 and st_xmin(geom) >= -540 and st_xmax(geom) <= 540) then
    note := format('lost: coordinates are not degrees (%s %s)', st_xmin(geom), st_ymin(geom));
    geom := null;
    return;
  end if;
  -- Longitudes 0 to 360. What rounding has left beyond 180 stays: it is not seen in seven decimals, and cutting there makes slivers.
  if st_xmax(geom) > 180 + 5e-8 then geom := st_wrapx(geom, 180, -360); end if;
  if st_xmin(geom) < -180 - 5e-8 then geom := st_wrapx(geom, -180, 360); end if;
  if not st_isvalid(geom) then
    reason := st_isvalidreason(geom);
    geom := st_collectionextract(st_makevalid(geom), st_dimension(geom) + 1);
    note := 'mended: ' || reason;
  end if;
  if st_isempty(geom) then
    geom := null;
    note := 'lost: ' || coalesce(reason, 'empty');
  end if;
exception when internal_error or invalid_parameter_value then   -- what PostGIS cannot read as a geometry
  geom := null;
  note := 'lost: ' || sqlerrm;
end $$;

-- A filter on what a cluster is called (class_code, label) enters here; new partitions bring theirs along (RunIndexes).
create index on geo.segments (cluster);
create index on geo.segments_flat (cluster);

-- Texts without the difference of case or accents (CQL2 CASEI and ACCENTI). Upper first, so that ß and ss, σ and ς are one.
create function geo.casefold(t text) returns text language sql immutable strict parallel safe as
$$ select lower(upper(t collate "und-x-icu") collate "und-x-icu") collate "C" $$;

create function geo.unaccent(t text) returns text language sql immutable strict parallel safe as
$$ select translate(regexp_replace(normalize(t, nfd), '[\u0300-\u036f]', '', 'g'), 'øØłŁđĐħĦŧŦı', 'oOlLdDhHtTi') collate "C" $$;

-- A geometry in another CRS, null where that CRS cannot hold it (the poles in web Mercator).
create function geo.transformed(g geometry, srid integer) returns geometry language plpgsql immutable strict parallel safe as $$
declare
  t geometry := st_transform(g, srid);
begin
  return case when st_xmin(t) > '-Infinity' and st_ymin(t) > '-Infinity' and st_xmax(t) < 'Infinity' and st_ymax(t) < 'Infinity' then t end;
exception when internal_error then
  return null;
end $$;
