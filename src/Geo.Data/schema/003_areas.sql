-- Which runs are current, and what they saw of each area. Callers hold geo.lock_publishing() until their transaction ends.

create function geo.lock_publishing() returns void language sql as
$$ select pg_advisory_xact_lock(hashtextextended('geo.publishing', 0)) $$;

-- Geodesic area of a geometry whose edges are straight in longitude and latitude: edges are divided every 0.005 degrees first, so that
-- a long edge of a footprint does not become a great circle that bulges by hundreds of metres away from the pieces along it.
create function geo.area_m2(g geometry) returns double precision language sql immutable strict parallel safe as
$$ select st_area(st_segmentize(g, 0.005)::geography) $$;

-- Goes through the complete runs from the newest (pinned ones first). A run is current unless a current one before it covers at least half of
-- its scene. Then joins with the areas every current run that lies where something changed, or where the caller says it did.
create function geo.refresh_runs(touched geometry default null) returns void language plpgsql as $$
declare
  r record;
  keep boolean;
  kept text[] := '{}';
  changed geometry := touched;
begin
  for r in
    select x.run, x.scene, x.current, s.geom from geo.runs x join geo.scenes s using (scene)
    where x.state = 'complete' order by x.pinned desc, x.completed_at desc, x.run collate "C" desc
  loop
    keep := not exists (
      select 1 from geo.runs o join geo.scenes t using (scene)
      where o.run = any (kept)
        and (o.scene = r.scene
             or (t.geom && r.geom and st_area(st_intersection(t.geom, r.geom)) >= 0.5 * st_area(r.geom))));
    if keep then kept := kept || r.run; end if;
    if keep <> r.current then
      update geo.runs set current = keep where run = r.run;
      changed := case when changed is null then r.geom else st_union(changed, r.geom) end;
    end if;
  end loop;
  for r in
    select x.run from geo.runs x join geo.scenes s using (scene) where x.current and st_intersects(s.geom, changed) order by x.run
  loop
    perform geo.join_areas(r.run);
  end loop;
end $$;

-- The part of a run's scene that no current run before it covers: overlapping scenes are counted once.
create function geo.exclusive_footprint(r text) returns geometry language sql stable as $$
  select case when newer.geom is null then s.geom
              else st_multi(st_collectionextract(st_difference(s.geom, newer.geom), 3)) end
  from geo.runs x join geo.scenes s using (scene)
  cross join lateral (
    select st_union(t.geom) as geom from geo.runs o join geo.scenes t using (scene)
    where o.current and o.run <> x.run and t.geom && s.geom
      and (o.pinned, o.completed_at, o.run) > (x.pinned, x.completed_at, x.run)) newer
  where x.run = r
$$;

-- What a run saw of the areas (all, or only those named). Pieces are cut at the areas' borders; a piece wholly inside keeps its stored
-- area. observed_m2 is the area of footprint and area cut with each other, not a sum of pieces, so that the two can be compared.
create function geo.join_areas(r text, only_areas text[] default null) returns void language plpgsql as $$
declare
  footprint geometry := geo.exclusive_footprint(r);
begin
  delete from geo.area_observations where run = r and (only_areas is null or area = any (only_areas));
  delete from geo.area_clusters where run = r and (only_areas is null or area = any (only_areas));
  if footprint is null or st_isempty(footprint) then return; end if;

  create temp table if not exists seen_areas (area text collate "C", area_set text, level text, geom geometry) on commit drop;
  create temp table if not exists seen_parts (area text collate "C", area_set text, level text, geom geometry) on commit drop;
  create temp table if not exists seen_pieces (
    area text collate "C", area_set text, level text, id text collate "C", cluster integer, m2 double precision, whole boolean, inside boolean)
    on commit drop;
  truncate seen_areas, seen_parts, seen_pieces;

  insert into seen_areas
  select id, area_set, level, cut from geo.areas,
    lateral (select case when st_coveredby(geom, footprint) then geom else st_collectionextract(st_intersection(geom, footprint), 3) end as cut) c
  where geom && footprint and (only_areas is null or id = any (only_areas)) and st_intersects(footprint, geom) and not st_isempty(cut);
  -- small parts keep the tests and cuts below cheap where a border has a million vertices
  insert into seen_parts select area, area_set, level, st_subdivide(geom, 128) from seen_areas;
  analyze seen_parts;

  execute format($sql$
    insert into seen_pieces
    select p.area, p.area_set, p.level, f.id, coalesce(f.cluster, -1),
           case when w.whole then f.area_m2 else geo.area_m2(st_collectionextract(st_intersection(p.geom, st_makevalid(f.geom)), 3)) end,
           w.whole, w.whole or st_covers(p.geom, st_pointonsurface(f.geom))
    from seen_parts p join geo.segments_flat f on f.run = %1$L and f.geom && p.geom
    cross join lateral (select st_covers(p.geom, f.geom) as whole offset 0) w
    where w.whole or st_intersects(p.geom, f.geom)
  $sql$, r);

  execute format($sql$
    insert into geo.area_observations (run, area, observed_m2, unlabelled_m2)
    select %1$L, s.area, geo.area_m2(s.geom), coalesce(u.m2, 0)
    from seen_areas s left join (
      select p.area, sum(case when st_covers(p.geom, g.geom) then g.area_m2
                         else geo.area_m2(st_collectionextract(st_intersection(p.geom, st_makevalid(g.geom)), 3)) end) as m2
      from seen_parts p join geo.unlabelled g on g.run = %1$L and g.geom && p.geom and st_intersects(p.geom, g.geom)
      group by p.area) u using (area)
  $sql$, r);

  -- An interior point on the border of two areas of one level counts in the first only.
  insert into geo.area_clusters (run, area, cluster, segments, m2)
  select r, m.area, m.cluster, coalesce(w.n, 0) + coalesce(c.n, 0), m.m2
  from (select area, cluster, sum(m2) as m2 from seen_pieces group by 1, 2 having sum(m2) > 0) m
  left join (select area, cluster, count(*) as n from seen_pieces where whole group by 1, 2) w using (area, cluster)
  left join (
    select area, cluster, count(*) as n
    from (select distinct on (id, area_set, level) area, cluster from seen_pieces
          where inside and not whole order by id, area_set, level, area) d
    group by 1, 2) c using (area, cluster);
end $$;
