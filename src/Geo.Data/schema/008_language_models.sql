-- What was sent to language models, where, and what came back. The prompts themselves are not kept: they hold texts and pictures that are stored elsewhere.
create table geo.llm_requests (
  request       text primary key collate "C",  -- SHA-256 of model, prompt, schema and parameters: the same request is asked once
  purpose       text not null,                 -- 'label', 'news', 'probe', …
  subject       text not null,                 -- what it was first asked about: a cluster, an article
  model         text not null,
  endpoint      text not null,
  prompt_hash   text not null collate "C",     -- SHA-256 of texts and pictures, as sent
  schema_hash   text not null collate "C",     -- SHA-256 of the JSON schema asked for
  parameters    jsonb not null,                -- temperature, seed, most tokens
  characters    integer not null,
  pictures      integer not null,
  picture_bytes integer not null,
  masked        integer not null,              -- pieces of personal data replaced before sending
  state         text not null default 'open' check (state in ('open', 'answered', 'abstained')),
  value         text,                          -- the answer's JSON, checked
  confidence    double precision,              -- from token probabilities; null where the server gives none
  shares        jsonb,                         -- {"choice": probability} from token probabilities
  reason        text,                          -- why there is no answer
  prompt_tokens integer not null default 0,
  answer_tokens integer not null default 0,
  opened_at     timestamptz not null default now(),
  closed_at     timestamptz
);
create index on geo.llm_requests (purpose, subject);

-- Every answer as it came, also refusals and errors.
create table geo.llm_answers (
  answer        bigint generated always as identity primary key,
  request       text not null collate "C" references geo.llm_requests on delete cascade,
  received_at   timestamptz not null default now(),
  status        integer not null,              -- of HTTP; 0 = none came
  raw           text,
  error         text,
  latency_ms    integer not null,
  prompt_tokens integer not null,              -- estimated from the length where the server does not say
  answer_tokens integer not null
);
create index on geo.llm_answers (request);
create index on geo.llm_answers (received_at) include (prompt_tokens, answer_tokens);

-- What a model at an endpoint can do, as tried.
create table geo.llm_models (
  model               text not null,
  endpoint            text not null,
  temperature         boolean not null,        -- takes temperature and seed
  schema              boolean not null,        -- takes a JSON schema (and may still ignore it)
  token_probabilities boolean not null,
  pictures            boolean not null,
  probed_at           timestamptz not null default now(),
  primary key (model, endpoint)
);

-- What was decided about a subject, by whom, how sure; what is not sure enough waits for a person (state 'pending').
create table geo.decisions (
  decision   bigint generated always as identity primary key,
  kind       text not null,                    -- 'cluster-label'
  subject    text not null collate "C",        -- of a cluster: run-nnnn, as in published.clusters
  run        text collate "C" references geo.runs on delete cascade,
  state      text not null check (state in ('coded', 'pending', 'reviewed')),
  source     text not null,                    -- who decided: 'rules', models' names, a reviewer's key
  value      text,                             -- the code decided on; of a pending row, the best guess
  score      double precision,                 -- raw agreement, 0 to 1
  confidence double precision,                 -- calibrated; null before there is a reviewed sample
  threshold  double precision,                 -- that the confidence was compared with
  candidates jsonb not null default '[]',      -- [{"code", "share", "es", "en"}, …], best first
  evidence   jsonb not null default '{}',      -- votes, requests, outliers, picture
  decided_at timestamptz not null default now(),
  unique (kind, subject)
);
create index on geo.decisions (kind, run);
create index on geo.decisions (kind, confidence) where state = 'pending';
