-- Sends each line of standard input once, a JSON-RPC call that an aggregator certifies, and prints as JSON how fast that went.
-- WARM answers come before the clock starts, TAIL after it stops: by then connections are open, and while it runs all are busy.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds, nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
  int getpid(void);
  int kill(int pid, int signal);
]]
local CLOCK_MONOTONIC, SIGINT = 1, 2
local WARM, TAIL = 1000, 250
local bodies, sent, certified, refused = {}, 0, 0, 0
local example, start, stop = "", 0, 0

local function now()
  local moment = ffi.new("moment")
  ffi.C.clock_gettime(CLOCK_MONOTONIC, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

function init()
  wrk.headers["Content-Type"] = "application/json"
  for line in io.lines() do
    bodies[#bodies + 1] = line
  end
end

local IDLE = '{"jsonrpc":"2.0","id":"idle","method":"get_block_height","params":{}}'

function request()
  sent = sent + 1
  return wrk.format("POST", nil, nil, bodies[sent - 1] or IDLE) -- wrk makes one before it starts, and does not send it
end

function response(status, _, body)
  if body:find('"id":"idle"', 1, true) then return end
  if body:find('"SUCCESS"', 1, true) then
    certified = certified + 1
  else
    refused, example = refused + 1, status .. " " .. body
  end
  local answered = certified + refused
  if answered == WARM then start = now() end
  if answered == #bodies - TAIL then stop = now() end
  if answered == #bodies then
    io.write(string.format('{"perSecond":%f,"certified":%d}\n', (#bodies - TAIL - WARM) / (stop - start), certified))
    if refused > 0 then io.write("refused: " .. example:gsub("\n", " ") .. "\n") end
    io.flush()
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), SIGINT) -- wrk sleeps until its time is over, or this
  end
end
