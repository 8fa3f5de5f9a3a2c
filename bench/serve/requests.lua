-- Sends the bodies of a file in turn, for `wrk -s requests.lua URL -- BODIES TARGET FIRST_NUMBER`.
--
-- Each line of BODIES is the body of one request. Twelve `@` in it stand for a number that counts up from FIRST_NUMBER,
-- so that every request writes another item. What is sent is put together once; per request there is one concatenation.

local PLACE = string.rep("@", 12)

local before, after = {}, {}
local turn = 0
local number = 0

local function headers_of(target)
    return {
        ["Content-Type"] = "application/x-amz-json-1.0",
        ["X-Amz-Target"] = "DynamoDB_20120810." .. target,
        ["X-Amz-Date"] = "20260302T080000Z",
        -- Neither server checks signatures here, but both may want to see one.
        ["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260302/us-west-2/dynamodb/aws4_request, "
            .. "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" .. string.rep("0", 64),
    }
end

function init(args)
    local headers = headers_of(args[2])
    number = tonumber(args[3])
    for body in io.lines(args[1]) do
        local text = wrk.format("POST", "/", headers, body)
        local first, last = text:find(PLACE, 1, true)
        before[#before + 1] = first and text:sub(1, first - 1) or text
        after[#before] = first and text:sub(last + 1) or ""
    end
end

function request()
    turn = turn % #before + 1
    if after[turn] == "" then
        return before[turn]
    end
    number = number + 1
    return before[turn] .. string.format("%012d", number) .. after[turn]
end

-- One line for the script that started wrk. `status` counts answers of 400 and above.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests": %d, "duration_us": %d, "p50_us": %d, "p99_us": %d, "max_us": %d, '
            .. '"status": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
        errors.status, errors.connect, errors.read, errors.write, errors.timeout
    ))
end
