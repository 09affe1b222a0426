-- wrk … -s requests.lua URL -- FILE: asks for the addresses of a file, one a line, in random order; the same order in every run.
local requests, n = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    n = n + 1
    requests[n] = wrk.format("GET", line)
  end
  math.randomseed(42)
end
function request() return requests[math.random(n)] end
