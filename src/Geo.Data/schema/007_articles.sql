-- News articles. The text is kept for questions asked later and is never published; what the services may show is published.articles.

-- The first of these members that holds a number; null where none does.
create function geo.number_in(attributes jsonb, variadic names text[]) returns double precision language sql immutable parallel safe as
$$ select (attributes->>n)::double precision from unnest(names) with ordinality u(n, i)
   where attributes->>n ~ '^\s*-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?\s*$' order by i limit 1 $$;

create table geo.articles (
  article     text primary key collate "C",   -- hash of source, URL or title, date and text (16 hex digits)
  event       text not null collate "C",      -- the first article of the same story; its own id when it is the first
  content     text not null collate "C",      -- hash of the normalised text: equal for exact copies
  bands       bigint[] not null,              -- hashed bands of the MinHash signature, for near copies
  signature   bytea not null,                 -- MinHash signature, little-endian uint32
  title       text,
  published   date,
  source      text,
  url         text,
  language    text,                           -- 'es', 'en', … or null when undecided
  text        text not null,
  file        text not null,
  line        bigint not null,
  imported_at timestamptz not null default now()
);
create index on geo.articles (event);
create index on geo.articles (content);
create index on geo.articles using gin (bands);
create index on geo.articles (published);

create table geo.article_places (
  article  text not null collate "C" references geo.articles on delete cascade,
  code     text not null collate "C",         -- municipality, INEGI's five digits
  score    real not null,
  event    boolean not null,                  -- the facts take place there
  accepted boolean not null,                  -- false: waits for a person
  primary key (article, code)
);
create index on geo.article_places (code) where accepted;

-- One row a story: counted once, with the number of times it ran.
create view geo.stories as
select event, min(published) as published, count(*) as runs, count(distinct source) as sources from geo.articles group by event;
