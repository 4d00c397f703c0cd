# shellcheck shell=bash
# --extra-ports: what the registration API would refuse, and what it accepts but cannot reload.

RUN_EXTRA_PORTS_FORM='write [{"listen":9000,"target":9000,"mode":"tcp"}]'

# run_validate_extra_ports: also settles EXTRA_PORTS, as an empty list is never identical to none.
run_validate_extra_ports() {
  local item='\{[^{}]*\}' text listeners=, count=0
  text=${EXTRA_PORTS//[[:space:]]/}
  [[ $text != '[]' ]] || text=''
  EXTRA_PORTS=$text
  [[ -n $text ]] || return 0
  [[ $text =~ ^\[$item(,$item)*\]$ ]] || run_usage "--extra-ports is not a JSON list of ports." "$RUN_EXTRA_PORTS_FORM"
  while [[ $text =~ $item ]]; do
    run_validate_extra_port "${BASH_REMATCH[0]}"
    [[ $listeners != *",$RUN_LISTEN,"* ]] || run_usage "--extra-ports has the port $RUN_LISTEN twice."
    listeners+=$RUN_LISTEN,
    count=$((count + 1))
    text=${text#*\}}
  done
  ((count <= 10)) || run_usage "--extra-ports has $count ports; HAProxy takes 10."
}

# run_validate_extra_port ITEM: one object; sets RUN_LISTEN.
run_validate_extra_port() {
  local name port
  [[ $1 =~ ^\{\"[a-z]+\":[^,]+,\"[a-z]+\":[^,]+,\"[a-z]+\":[^,]+\}$ && $1 =~ \"mode\":\"(tcp|http)\"[,}] ]] ||
    run_usage "--extra-ports: $1 is not one port." "$RUN_EXTRA_PORTS_FORM"
  for name in target listen; do
    [[ $1 =~ \"$name\":([1-9][0-9]{0,4})[,}] ]] || run_usage "--extra-ports: $1 has no $name." "$RUN_EXTRA_PORTS_FORM"
    port=${BASH_REMATCH[1]}
    ((port <= 65535)) || run_usage "--extra-ports: $port is not a port."
  done
  RUN_LISTEN=$port
  [[ ! $port =~ ^(80|443|8000|8404)$ ]] || run_usage "--extra-ports: HAProxy needs the port $port itself."
}
