create schema published;

-- A run is current unless a newer complete run (a pinned one counts as newest) covers at least half of its scene.
create view geo.current_runs as
select r.run, r.scene, r.name, r.completed_at
from geo.runs r join geo.scenes s using (scene)
where r.state = 'complete' and not exists (
  select 1
  from geo.runs o join geo.scenes t using (scene)
  where o.state = 'complete' and o.run <> r.run
    and (o.pinned, o.completed_at, o.run) > (r.pinned, r.completed_at, r.run)
    and (o.scene = r.scene
         or (t.geom && s.geom and st_area(st_intersection(t.geom, s.geom)) >= 0.5 * st_area(s.geom))));

create view published.scenes as
select s.scene as id, s.title, s.source, s.acquired, s.crs, s.width, s.height, s.bands, s.gsd_m, c.run, s.geom
from geo.scenes s join geo.current_runs c using (scene);

create view published.segments as
select g.id, g.run, g.parent, g.level, g.cluster, k.class_code, k.label_es, k.label_en, k.label_source,
       g.area_m2, g.perimeter_m, g.compactness, g.rectangularity, g.elongation, g.predicted_iou, g.stability,
       g.band_mean, g.band_sd, g.geom
from geo.segments g left join geo.clusters k using (run, cluster)
where g.run in (select run from geo.current_runs);

create view published.segments_flat as
select f.id, f.run, f.cluster, k.class_code, k.label_es, k.label_en, k.label_source, f.area_m2, f.geom
from geo.segments_flat f left join geo.clusters k using (run, cluster)
where f.run in (select run from geo.current_runs);

create view published.clusters as
select k.run || '-' || lpad(k.cluster::text, 4, '0') as id, k.run, k.cluster, k.size, k.medoid, k.nearest, k.spread,
       k.class_code, k.label_es, k.label_en, k.label_source, k.confidence, m.geom
from geo.clusters k left join geo.segments m on m.run = k.run and m.id = k.medoid
where k.run in (select run from geo.current_runs);

create view published.areas as
select id, area_set, level, code, name, parent, population, dwellings, area_m2, geom from geo.areas;

-- One row an area that a current run saw: sums over the current runs.
create view published.area_profiles as
with seen as (
  select o.area, sum(o.observed_m2) as observed_m2, sum(o.unlabelled_m2) as unlabelled_m2,
         min(s.acquired) as imagery_from, max(s.acquired) as imagery_to, array_agg(o.run order by o.run) as runs
  from geo.area_observations o join geo.current_runs c using (run) join geo.scenes s using (scene)
  group by o.area),
by_class as (
  select a.area, coalesce(k.class_code, '') as class_code, sum(a.segments) as segments, sum(a.m2) as m2
  from geo.area_clusters a join geo.current_runs c using (run) left join geo.clusters k using (run, cluster)
  group by 1, 2),
classes as (
  select area, sum(segments) as segments,
         sum(m2) filter (where class_code = 'building') as built_up_m2,
         sum(segments) filter (where class_code = 'building') as buildings,
         jsonb_object_agg(case class_code when '' then 'unnamed' else class_code end,
                          jsonb_build_object('segments', segments, 'm2', round(m2::numeric, 1))) as classes
  from by_class group by area)
select p.id, p.area_set, p.level, p.code, p.name, p.area_m2, s.observed_m2,
       s.observed_m2 / nullif(p.area_m2, 0) as observed_share, s.imagery_from, s.imagery_to, s.unlabelled_m2,
       coalesce(c.segments, 0)::bigint as segments, coalesce(c.buildings, 0)::bigint as buildings,
       coalesce(c.built_up_m2, 0) as built_up_m2, c.classes, s.runs, p.geom
from seen s join geo.areas p on p.id = s.area left join classes c on c.area = s.area;
