# Writes a record into a terminal, and asks it before and after what state it is in.
#
# $1 the record, $2 a folder for what it answers, $3 rows and columns to wait for, if any, $4 the title to begin with. It begins once there is a file `go`.

# The modes that a program sets, keys, cursor, margins, colours of the text and of the palette; at last what it is, which
# every terminal answers after all that came before.
ask() {
    printf '\033[H\033[4$p\033[20$p'
    for mode in 1 5 6 7 9 25 45 66 69 1000 1002 1003 1004 1005 1006 1007 1015 1016 1034 1035 1036 1042 1049 2004 2026; do
        printf '\033[?%s$p' "$mode"
    done
    printf '\033[?u\033P$q q\033\\\033P$qr\033\\\033P$qm\033\\'
    printf '\033]4;1;?\033\\\033]10;?\033\\\033]11;?\033\\\033]12;?\033\\\033[6n\033[c'
    until [ "$(tail -c 1 "$1")" = c ]; do dd bs=4096 count=1 2>/dev/null >>"$1"; done
}

until [ -e "$2/go" ] && { [ -z "$3" ] || [ "$(stty size)" = "$3" ]; }; do
    # Nobody waits any more.
    [ -d "$2" ] || exit
    sleep 0.02
done
stty raw -echo min 0 time 10
printf '\033]2;%s\033\\' "$4"
: >"$2/before"
: >"$2/after"
stty -g >"$2/modes-before"
ask "$2/before"
cat "$1"
ask "$2/after"
# What comes later than asked for.
dd bs=4096 count=1 2>/dev/null >>"$2/after"
stty -g >"$2/modes-after"
stty sane
: >"$2/done"
exec sleep 100
