-- What people say of the decisions that wait for them (008), and the accuracy of the map from a stratified sample of points.
alter table geo.decisions
  drop constraint decisions_state_check,
  add constraint decisions_state_check check (state in ('coded', 'pending', 'disputed', 'reviewed')),
  add at_stake  double precision not null default 1,   -- what a wrong value costs; of a cluster, the m² it covers
  add reviewers smallint not null default 1 check (reviewers in (1, 2)),   -- who must say the same
  -- a tenth, drawn by lot: looked at however sure they are, so that sureness can be checked
  add audit boolean not null generated always as (('x' || substr(md5(kind || '/' || subject), 1, 7))::bit(28)::integer % 10 = 0) stored;

-- Every word of every reviewer, in order; the last of each counts.
create table geo.reviews (
  review      bigint generated always as identity primary key,
  decision    bigint not null references geo.decisions on delete cascade,
  reviewer    text not null,                 -- name of the key
  action      text not null check (action in ('accept', 'change', 'split', 'merge', 'skip')),
  value       text,                          -- the code said; of a merge, the cluster merged into
  settles     boolean not null,              -- whether the decision was made by it
  adjudicates boolean not null default false,-- between two who differ
  note        text check (length(note) <= 2000),
  was         jsonb not null,                -- state, value and source before
  made_at     timestamptz not null default now()
);
create index on geo.reviews (decision);

-- A sample of points in strata, the map's classes at that time. A stratum is a set of clusters; -1 = segments of no cluster, -2 = ground under no mask.
create table geo.samples (
  sample  bigint generated always as identity primary key,
  made_at timestamptz not null default now(),
  seed    integer not null
);
create table geo.sample_strata (
  sample  bigint not null references geo.samples on delete cascade,
  run     text not null collate "C" references geo.runs on delete cascade,
  cluster integer not null,
  stratum text not null,
  m2      double precision not null,         -- when the sample was drawn
  mixed   boolean not null default false,    -- a cluster of another stratum was merged into it
  primary key (sample, run, cluster)
);
create table geo.sample_points (
  sample   bigint not null references geo.samples on delete cascade,
  n        integer not null,
  stratum  text not null,
  run      text not null collate "C" references geo.runs on delete cascade,
  cluster  integer not null,
  piece    text not null collate "C",        -- the segment, or the number of the piece under no mask
  decision bigint not null references geo.decisions,  -- kind 'map-point'; what is there is its value
  geom     geometry(Point, 4326) not null,
  primary key (sample, n)
);
create index on geo.sample_points (decision);

-- The pieces of the map that count (geo.exclusive_footprint), each of its class now.
create function geo.map_pieces() returns table (run text, cluster integer, stratum text, piece text, m2 double precision, geom geometry) language plpgsql stable as $$
declare
  r record;
begin
  for r in select x.run, geo.exclusive_footprint(x.run) as footprint, s.geom as whole from geo.current_runs x join geo.scenes s using (scene) order by x.run loop
    return query
      with pieces as (
        select coalesce(f.cluster, -1) as cluster, f.id as piece, f.area_m2, f.geom from geo.segments_flat f where f.run = r.run
        union all
        select -2, lpad(u.n::text, 9, '0'), u.area_m2, u.geom from geo.unlabelled u where u.run = r.run)
      select r.run, p.cluster, case when p.cluster = -2 then 'unlabelled' else coalesce(k.class_code, 'unnamed') end, p.piece,
             case when c.cut is null then p.area_m2 else geo.area_m2(c.cut) end, coalesce(c.cut, p.geom)
      from pieces p left join geo.clusters k on k.run = r.run and k.cluster = p.cluster
      cross join lateral (
        select case when not st_equals(r.footprint, r.whole) and not st_coveredby(p.geom, r.footprint)
                    then st_collectionextract(st_intersection(st_makevalid(p.geom), r.footprint), 3) end as cut) c
      where c.cut is null or not st_isempty(c.cut);
  end loop;
end $$;

-- The reviewed points of the newest sample that lie in current runs, with the map's class now.
create view geo.sample_labels as
select p.sample, p.n, p.stratum, p.run, p.cluster, case when p.cluster = -2 then 'unlabelled' else coalesce(k.class_code, 'unnamed') end as mapped, d.value as reference
from geo.sample_points p join geo.current_runs using (run) join geo.decisions d on d.decision = p.decision
  left join geo.clusters k on k.run = p.run and k.cluster = p.cluster
where p.sample = (select max(sample) from geo.samples) and d.state = 'reviewed';

-- Error-adjusted area of each class in an area with its 95 % interval (Olofsson et al. 2014, equations 9 to 11; Stehman 2014): the shares are those of the
-- whole sample, the strata's m² those of the area. Null until each stratum that the area has holds 50 reviewed points.
create function geo.adjusted_areas(of_area text) returns jsonb language sql stable as $$
  with sizes as (
    select stratum, count(*)::double precision as n from geo.sample_labels group by 1),
  parts as (
    select case when not s.mixed then s.stratum end as stratum, sum(a.m2) as m2
    from (select run, cluster, m2 from geo.area_clusters where area = of_area
          union all select run, -2, unlabelled_m2 from geo.area_observations where area = of_area and unlabelled_m2 > 0) a
    join geo.current_runs using (run)
    left join geo.sample_strata s on s.sample = (select max(sample) from geo.samples) and s.run = a.run and s.cluster = a.cluster
    group by 1),
  rates as (
    select l.stratum, l.reference, count(*) / z.n as p, z.n from geo.sample_labels l join sizes z using (stratum) group by l.stratum, l.reference, z.n),
  adjusted as (
    select r.reference, sum(t.m2 * r.p) as m2, 1.959963984540054 * sqrt(sum(t.m2 * t.m2 * r.p * (1 - r.p) / (r.n - 1))) as margin
    from parts t join rates r using (stratum) group by 1)
  select case when (select bool_and(coalesce(z.n, 0) >= 50) from parts left join sizes z using (stratum))
    then (select jsonb_object_agg(reference, jsonb_build_object('m2', round(m2::numeric, 1), 'low_m2', round(greatest(0, m2 - margin)::numeric, 1),
            'high_m2', round((m2 + margin)::numeric, 1))) from adjusted) end
$$;

-- Counts the changes of names, for what keeps answers as long as nothing changes.
create table geo.label_changes (n bigint not null);
insert into geo.label_changes values (0);
create function geo.count_label_change() returns trigger language plpgsql as $$ begin update geo.label_changes set n = n + 1; return null; end $$;
create trigger label_change after update or delete on geo.clusters for each statement execute function geo.count_label_change();

-- The view of 009 with one more column.
do $$
begin
  execute format('create or replace view published.area_profiles as
    select v.*, case when exists (select from geo.samples) then geo.adjusted_areas(v.id) end as adjusted_classes from (%s) v',
    rtrim(pg_get_viewdef('published.area_profiles'::regclass), '; '));
end $$;
