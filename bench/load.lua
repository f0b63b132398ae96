-- Prints one line that bench/load.py reads.  With POST=1 each request is a comment of its own, without a digit: what
-- could be somebody's telephone number is shown to its writer first.  Only a receipt (303) says that one is kept.
local posts, threads = os.getenv("POST") == "1", {}
local words = { "night", "slow", "morning", "water", "phone", "friend", "breath", "nurse", "street", "sleep", "letter",
                "week", "help", "quiet", "bus", "coffee", "doctor", "plan", "sister", "tea", "month", "room", "bread" }

function setup(thread)
  table.insert(threads, thread)
end

kept = 0

if posts then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  function init()
    math.randomseed(tonumber(os.getenv("SEED")))
  end
  request = function()
    local text = {}
    for i = 1, 120 do text[i] = words[math.random(#words)] end
    return wrk.format(nil, nil, nil, "name=Rita&email=rita%40example.org&comment=" .. table.concat(text, "+"))
  end
  response = function(status)
    if status == 303 then kept = kept + 1 end
  end
end

done = function(summary, latency)
  local errors, all_kept = summary.errors, 0
  for _, thread in ipairs(threads) do all_kept = all_kept + thread:get("kept") end
  io.write(string.format("RESULT %d %d %d %d %d %d\n", posts and all_kept or summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors.status + (posts and summary.requests - all_kept or 0),
    errors.connect + errors.read + errors.write + errors.timeout))
end
