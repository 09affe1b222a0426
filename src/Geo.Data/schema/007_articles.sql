-- News articles. The text is kept for questions asked later and is never published.

-- The first of these members that holds a number; null where none does.
create function geo.number_in(attributes jsonb, variadic names text[]) returns double precision language sql immutable parallel safe as
$$ select (attributes->>n)::double precision from unnest(names) with ordinality u(n, i)
   where attributes->>n ~ '^\s*-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?\s*$' order by i limit 1 $$;

create table geo.articles (
  article     text primary key collate "C",   -- hash of source, URL, title, date and text (16 hex digits)
  event       text not null collate "C",      -- the first article of the same story; its own id when it is the first
  content     text not null collate "C",      -- hash of the text's words: equal for exact copies
  title       text,
  published   date,
  source      text,
  url         text,
  language    text,                           -- 'es', 'en', 'pt'; null when undecided
  text        text not null,
  file        text not null,                  -- file name and line it came from
  line        bigint not null,
  imported_at timestamptz not null default now()
);
create index on geo.articles (event);
create index on geo.articles (content);
create index on geo.articles (published);

-- MinHash signatures of the first article of each story, found by any of their bands.
create table geo.article_signatures (
  article   text primary key collate "C" references geo.articles on delete cascade,
  signature bytea not null                    -- little-endian uint32
);
create table geo.article_bands (
  band    bigint not null,
  article text not null collate "C" references geo.articles on delete cascade,
  primary key (band, article)
);

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
