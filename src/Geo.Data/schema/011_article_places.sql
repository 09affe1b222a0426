-- Names that the locator is not sure of wait in the one queue (geo.decisions, kind 'article-place'). Subject: article-name, and .state where the article says the state; the article is
-- the first of those with the same title and words, for copies are asked about once. Value: a municipality's code, or 'none'.

alter table geo.article_places add column decided boolean not null default false;   -- by a person or a model; the rows that are not accepted are candidates of names that wait

drop function geo.place_articles();

-- Where articles are drawn: a point in each of the areas they name. Null = all articles. PL/pgSQL, so that it is planned for the argument given.
create function geo.place_articles(of_articles text[] default null) returns void language plpgsql as $$
begin
  with spots as (
    select distinct on (code) code, coalesce(st_pointonsurface(geom),
             st_setsrid(st_makepoint(geo.number_in(attributes, 'lon', 'longitud', 'lon_decimal'), geo.number_in(attributes, 'lat', 'latitud', 'lat_decimal')), 4326)) as spot
    from geo.areas where level = 'municipality' and (of_articles is null or code in (select p.code from geo.article_places p where p.article = any (of_articles))) order by code, (geom is null), id),
  placed as (
    select p.article, array_agg(p.code order by p.code) as codes, st_multi(st_collect(s.spot order by p.code)) as geom
    from geo.article_places p left join spots s using (code) where p.accepted and (of_articles is null or p.article = any (of_articles)) group by p.article)
  update geo.articles a set codes = coalesce(p.codes, '{}'), geom = p.geom
  from geo.articles b left join placed p using (article)
  where a.article = b.article and (of_articles is null or a.article = any (of_articles)) and (a.codes, a.geom) is distinct from (coalesce(p.codes, '{}'), p.geom);
end $$;

-- Brings what was decided about doubtful names into geo.article_places, for an article and its copies; null = for all.
create function geo.decide_places(of_article text default null) returns void language plpgsql as $$
declare
  copies text[];
begin
  if of_article is not null then
    copies := array(select b.article from geo.articles a join geo.articles b on b.content = a.content and b.title is not distinct from a.title where a.article = of_article);
  end if;
  delete from geo.article_places where (decided or not accepted) and (of_article is null or article = any (copies));
  insert into geo.article_places (article, code, score, event, accepted, decided)
  select distinct on (b.article, c.code) b.article, c.code, c.score, (d.evidence->>'event')::boolean, c.settled, c.settled
  from geo.decisions d join geo.articles a on a.article = d.evidence->>'article' join geo.articles b on b.content = a.content and b.title is not distinct from a.title
  cross join lateral (
    select d.value as code, case d.state when 'reviewed' then 1 else coalesce(d.confidence, d.score) end as score, true as settled where d.state in ('coded', 'reviewed')
    union all
    select x->>'code', (x->>'share')::double precision, false from jsonb_array_elements(d.candidates) x where d.state in ('pending', 'disputed')) c
  where d.kind = 'article-place' and (of_article is null or d.subject > of_article || '-' and d.subject < of_article || '.') and c.code <> 'none'
  order by b.article, c.code, c.settled desc, c.score desc
  on conflict (article, code) do nothing;
  perform geo.place_articles(copies);
end $$;
