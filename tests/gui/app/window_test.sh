#!/usr/bin/env bash
# Opens the dashboard on a virtual display, drags a threshold with the mouse, exports the configuration with a click,
# and closes the window: usage: window_test.sh SOSW PROJECT
set -euo pipefail

sosw=$1
scenario=$2/scenarios/rds_cpu_spike.json
folder=$(mktemp -d)
started=()

clean_up() {
    local id
    for id in "${started[@]}"; do
        kill "$id" 2>/dev/null || true
    done
    wait
    rm -rf "$folder"
}
trap clean_up EXIT

fail() {
    echo "window_test: $*" >&2
    cat "$folder/sosw.log" >&2 || true
    exit 1
}

# wait_until SECONDS COMMAND...: tries again ten times a second.
wait_until() {
    local left=$(($1 * 10))
    shift
    until "$@"; do
        ((left-- > 0)) || return 1
        sleep 0.1
    done
}

cd "$folder"
mkfifo display
Xvfb -displayfd 3 -screen 0 1700x1100x24 3<>display >/dev/null 2>&1 &
started+=($!)
read -r number <display
export DISPLAY=:$number XDG_CONFIG_HOME=$folder/config LSAN_OPTIONS=detect_leaks=0 ASAN_OPTIONS=detect_leaks=0
unset WAYLAND_DISPLAY SDL_VIDEODRIVER

"$sosw" gui "$scenario" --size 1600x1000 --scale 1 >sosw.log 2>&1 &
program=$!
started+=("$program")
wait_until 30 xdotool search --name '^sosw$' >window || fail 'no window came up'
window=$(head -n 1 window)
sleep 2 # Until it is where it will stay.
eval "$(xdotool getwindowgeometry --shell "$window")" # X and Y of the window on the screen.
xdotool windowfocus --sync "$window" # No window manager does it here.

at() { xdotool mousemove $((X + $1)) $((Y + $2)); }

# Nothing outside tells when a frame was drawn: so a busy machine gets another try with longer pauses.
# drag_and_export PAUSE: the threshold Good of SomeDBCPU is at half of the uppermost track, the button at the right.
drag_and_export() {
    at 400 600
    sleep "$1"
    at 600 177
    sleep "$1"
    xdotool mousedown 1
    for y in 182 188 194 200 203; do
        at 600 $y
        sleep 0.1
    done
    sleep "$1"
    xdotool mouseup 1
    sleep "$1"
    xdotool key ctrl+9
    sleep "$1"
    at 1375 769
    sleep "$1"
    xdotool click 1
    wait_until 5 test -s sosw_tuned.json
}
drag_and_export 0.5 || drag_and_export 2 || drag_and_export 5 || fail 'no configuration was written'
grep -q '"3": 50' sosw_tuned.json && fail 'the threshold stayed where it was'
grep -q '"4": 25' sosw_tuned.json || fail 'the other threshold moved'

kill -TERM "$program" # As a click on the window's cross, for SDL.
wait_until 20 test -s config/sosw/dashboard.conf || fail 'the state of the window was not kept'
wait "$program" || fail "the program ended with $?"
echo 'window_test: done'
