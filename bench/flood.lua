-- Each request has a query string of its own.  Prints one line that bench/flood.py reads.
local paths, number, thread = {}, 0, 0
for path in os.getenv("PATHS"):gmatch("%S+") do paths[#paths + 1] = path end
local from = tonumber(os.getenv("FROM"))

request = function()
  number = number + 1
  local mark = from + number
  if number % 2000 == 0 then return wrk.format(nil, "/search/?q=water" .. mark) end
  local path = paths[number % #paths + 1]
  if number % 50 == 0 then return wrk.format(nil, "/?page=" .. mark) end
  local kind = number % 3
  if kind == 1 then return wrk.format(nil, path .. "?utm_source=" .. mark .. "&page=1") end
  if kind == 2 then return wrk.format(nil, path .. "?" .. mark) end
  return wrk.format(nil, path .. "?" .. string.rep("x", number % 400) .. "=" .. mark)
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d\n", summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
