create schema published;

-- The run of each place that the layers show: see geo.refresh_runs (003).
create view geo.current_runs as
select run, scene, name, completed_at from geo.runs where current;

create view published.scenes as
select s.scene as id, s.title, s.source, s.acquired, s.crs, s.width, s.height, s.bands, s.gsd_m, c.run, s.geom
from geo.scenes s join geo.current_runs c using (scene);

create view published.segments as
select g.id, g.run, g.parent, g.level, g.cluster, k.class_code, k.label_es, k.label_en, k.label_source,
       g.area_m2, g.perimeter_m, g.compactness, g.rectangularity, g.elongation, g.predicted_iou, g.stability,
       g.band_mean, g.band_sd, g.geom
from geo.segments g left join geo.clusters k using (run, cluster)
where g.run = any (array(select run from geo.current_runs));

create view published.segments_flat as
select f.id, f.run, f.cluster, k.class_code, k.label_es, k.label_en, k.label_source, f.area_m2, f.geom
from geo.segments_flat f left join geo.clusters k using (run, cluster)
where f.run = any (array(select run from geo.current_runs));

create view published.clusters as
select k.run || '-' || lpad(k.cluster::text, 4, '0') as id, k.run, k.cluster, k.size, k.medoid, k.nearest, k.spread,
       k.class_code, k.label_es, k.label_en, k.label_source, k.confidence, m.geom
from geo.clusters k left join geo.segments m on m.run = k.run and m.id = k.medoid
where k.run = any (array(select run from geo.current_runs));

create view published.areas as
select id, area_set, level, code, name, parent, population, dwellings, area_m2, geom from geo.areas;

-- One row an area that a current run saw: sums over the current runs. Written row by row (lateral), so that a page costs its rows only.
create view published.area_profiles as
select p.id, p.area_set, p.level, p.code, p.name, p.area_m2, s.observed_m2,
       s.observed_m2 / nullif(p.area_m2, 0) as observed_share, s.imagery_from, s.imagery_to, s.unlabelled_m2,
       coalesce(c.segments, 0)::bigint as segments, coalesce(c.buildings, 0)::bigint as buildings,
       coalesce(c.built_up_m2, 0) as built_up_m2, c.classes, s.runs, p.geom
from geo.areas p
cross join lateral (
  select sum(o.observed_m2) as observed_m2, sum(o.unlabelled_m2) as unlabelled_m2,
         min(t.acquired) as imagery_from, max(t.acquired) as imagery_to, array_agg(o.run order by o.run) as runs
  from geo.area_observations o join geo.current_runs r using (run) join geo.scenes t using (scene)
  where o.area = p.id) s
cross join lateral (
  select sum(k.segments) as segments,
         sum(k.m2) filter (where k.class_code = 'building') as built_up_m2,
         sum(k.segments) filter (where k.class_code = 'building') as buildings,
         jsonb_object_agg(coalesce(k.class_code, 'unnamed'),
                          jsonb_build_object('segments', k.segments, 'm2', round(k.m2::numeric, 1))) as classes
  from (
    select l.class_code, sum(a.segments) as segments, sum(a.m2) as m2
    from geo.area_clusters a join geo.current_runs r using (run) left join geo.clusters l using (run, cluster)
    where a.area = p.id
    group by 1) k) c
where p.id in (select o.area from geo.area_observations o join geo.current_runs r using (run));
