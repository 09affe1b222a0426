-- wrk … -s requests.lua URL -- FILE: asks for the addresses of a file, one a line, one after another and again from the first.
local requests, n, at = {}, 0, 0
function init(args)
  for line in io.lines(args[1]) do
    n = n + 1
    requests[n] = wrk.format("GET", line)
  end
end
function request()
  at = at % n + 1
  return requests[at]
end
