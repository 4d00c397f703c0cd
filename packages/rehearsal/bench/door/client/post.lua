-- A JSON-RPC call as large as a certification request. Addresses in URLs are IP addresses: HOST is the name for SNI's sake.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"jsonrpc":"2.0","id":1,"method":"certification_request","params":"' .. string.rep("0a", 400) .. '"}'
