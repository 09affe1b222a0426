-- Questions put to the articles, and the indicators made of the answers.

-- A version of a question, named by the hash of all that changes answers: prompt, examples, allowed answers.
create table geo.questions (
  question   text primary key collate "C",      -- id@hash (12 hex digits)
  id         text not null collate "C",
  version    text not null,
  title_es   text not null,
  title_en   text not null,
  answers    text[] not null,
  positive   text not null,
  suppress_below integer not null,               -- least number of events shown; 0 = all
  asked_at   timestamptz not null default now()
);
create index on geo.questions (id);

-- What was answered, once for each article, question and model. answer is null when the model abstained or answered something else; raw is kept.
create table geo.answers (
  question   text not null collate "C" references geo.questions on delete cascade,
  model      text not null collate "C",
  article    text not null collate "C" references geo.articles on delete cascade,
  answer     text,
  confidence real,                               -- 0 to 1, where the model gives one
  raw        text,
  tokens     integer,                            -- of prompt and answer; null of copies and of models without tokens
  answered_at timestamptz not null default now(),
  primary key (question, model, article)
);
create index on geo.answers (article);

-- Which areas touch, kept by geo.refresh_neighbours: within 50 m, as boundaries of simplified files do not meet exactly. An area that touches none (an island) and its
-- nearest one are neighbours.
create table geo.area_neighbours (
  area      text not null collate "C" references geo.areas on delete cascade,
  neighbour text not null collate "C" references geo.areas on delete cascade,
  primary key (area, neighbour)
);

create function geo.refresh_neighbours(set_of text, level_of text) returns void language sql as $$
  delete from geo.area_neighbours n using geo.areas a where a.id = n.area and a.area_set = set_of and a.level = level_of;
  with pairs as (
    select a.id as one, b.id as other from geo.areas a join geo.areas b on b.area_set = a.area_set and b.level = a.level and b.id > a.id and st_dwithin(a.geom, b.geom, 0.0005)
    where a.area_set = set_of and a.level = level_of)
  insert into geo.area_neighbours select one, other from pairs union all select other, one from pairs;
  with islands as (
    select a.id, n.id as nearest from geo.areas a
    cross join lateral (select b.id from geo.areas b where b.area_set = a.area_set and b.level = a.level and b.id <> a.id and b.geom is not null order by a.geom <-> b.geom limit 1) n
    where a.area_set = set_of and a.level = level_of and a.geom is not null and not exists (select 1 from geo.area_neighbours k where k.area = a.id))
  insert into geo.area_neighbours select id, nearest from islands union select nearest, id from islands on conflict do nothing
$$;

-- One row for an area, a question and a month ('2026-01'; 'all' = the whole time, undated articles included). Null where no article was monitored or the cell is withheld.
create table geo.indicators (
  question   text not null collate "C",          -- id of the question
  area       text not null collate "C" references geo.areas on delete cascade,
  period     text not null collate "C",
  monitored  integer not null,                   -- articles that name the area and were answered
  count      integer,                            -- of those, with the positive answer, as often as they ran
  events     integer,                            -- stories of those, each once
  share      double precision,                   -- count / monitored
  share_low  double precision,
  share_high double precision,
  rate       double precision,                   -- events per 100,000 people
  rate_low   double precision,
  rate_high  double precision,
  eb_rate    double precision,                   -- empirical Bayes, per 100,000 people
  eb_low     double precision,
  eb_high    double precision,
  spatial_eb_rate double precision,
  spatial_eb_low  double precision,
  spatial_eb_high double precision,
  intensity  double precision,                   -- 0 to 100
  intensity_low  double precision,
  intensity_high double precision,
  lisa       text,                               -- HH, LL, HL, LH, ns, isolate
  lisa_p     double precision,
  withheld   boolean not null,                   -- too few events to be shown, or their number would give away another's
  primary key (question, area, period)
);
create index on geo.indicators (area);

-- What made the indicators of a question, and what holds for all areas together.
create table geo.indicator_sets (
  question   text primary key collate "C",
  made       text not null references geo.questions,  -- the version that was asked
  area_set   text not null,
  level      text not null,
  made_by    text not null,                      -- 'majority', 'dawid-skene' or a model
  models     text[] not null,
  provenance jsonb not null,                     -- formula, seed, permutations, thresholds
  periods    jsonb not null,                     -- by period: areas, articles, Moran's I and its p
  checks     jsonb not null default '[]',        -- rank correlations with other figures of the areas
  made_at    timestamptz not null default now()
);

-- Where an article is drawn: a point in each of the areas it names, with their codes. Filled by geo.place_articles after places are looked for.
alter table geo.articles add column codes text[] not null default '{}', add column geom geometry(MultiPoint, 4326);
create index on geo.articles using gist (geom);

create function geo.place_articles() returns void language sql as $$
  with spots as (
    select distinct on (code) code, coalesce(st_pointonsurface(geom),
             st_setsrid(st_makepoint(geo.number_in(attributes, 'lon', 'longitud', 'lon_decimal'), geo.number_in(attributes, 'lat', 'latitud', 'lat_decimal')), 4326)) as spot
    from geo.areas where level = 'municipality' order by code, (geom is null), id),
  placed as (
    select p.article, array_agg(p.code order by p.code) as codes, st_multi(st_collect(s.spot order by p.code)) as geom
    from geo.article_places p left join spots s using (code) where p.accepted group by p.article)
  update geo.articles a set codes = coalesce(p.codes, '{}'), geom = p.geom
  from geo.articles b left join placed p using (article)
  where a.article = b.article and (a.codes, a.geom) is distinct from (coalesce(p.codes, '{}'), p.geom)
$$;
select geo.place_articles();

-- Never the text.
create view published.articles as
select article as id, title, published as date, source, url, language, codes, event as story, geom from geo.articles;

create view published.indicators as
select i.question || '.' || i.area || '.' || i.period as id, i.question, q.title_es as question_es, q.title_en as question_en, i.period,
       case when i.period <> 'all' then (i.period || '-01')::date end as month, a.area_set, a.level, a.code, a.name, a.population,
       i.monitored, i.count, i.events, i.share, i.share_low, i.share_high, i.rate, i.rate_low, i.rate_high, i.eb_rate, i.eb_low, i.eb_high,
       i.spatial_eb_rate, i.spatial_eb_low, i.spatial_eb_high, i.intensity, i.intensity_low, i.intensity_high, i.lisa, i.lisa_p, i.withheld, s.made_by,
       s.made as question_version, s.provenance->>'formula' as formula, s.made_at, a.geom
from geo.indicators i join geo.areas a on a.id = i.area join geo.indicator_sets s using (question) join geo.questions q on q.question = s.made;

-- The whole time's indicators of an area, by question, beside what the imagery says.
do $$
begin
  execute format('create or replace view published.area_profiles as
    select v.*, n.articles as news_articles, n.intensity as news_intensity, n.indicators as news from (%s) v
    cross join lateral (
      select max(i.monitored) as articles, max(i.intensity) as intensity,
             jsonb_object_agg(i.question, jsonb_build_object(''monitored'', i.monitored, ''events'', i.events, ''share'', i.share, ''eb_rate'', i.eb_rate,
               ''eb_low'', i.eb_low, ''eb_high'', i.eb_high, ''intensity'', i.intensity, ''lisa'', i.lisa, ''withheld'', i.withheld)) as indicators
      from geo.indicators i where i.area = v.id and i.period = ''all'') n',
    rtrim(pg_get_viewdef('published.area_profiles'::regclass), '; '));
end $$;
