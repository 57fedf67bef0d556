# Sourced by run and check: installs what is missing, configures and builds, silently if it can.
# Needs: $top, the root of the tree. Sets: $build.

build=${BUILD:-$top/build}

# Packages of the kinds named that this machine does not have.
missing_packages() {
	for kind in "$@"; do
		sed -n "s/^$kind //p" "$top/scripts/packages"
	done | sort -u | while read -r package; do
		case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) in
		ii*) ;;
		*) echo "$package" ;;
		esac
	done
}

install_packages() {
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	sudo=
	if [ "$(id -u)" != 0 ]; then
		sudo=$(command -v sudo) || {
			echo "missing packages, and neither root nor sudo to install them:" $missing >&2
			return 1
		}
	fi
	echo "installing:" $missing >&2
	log=$(mktemp)
	if ! { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		echo "installing failed; the whole log is $log" >&2
		return 1
	fi
	rm -f "$log"
}

# Configures with the arguments and builds; shows the log only when something fails.
build_quiver() {
	mkdir -p "$build" || return 1
	log=$build/build.log
	if [ ! -x "$top/configure" ] || [ "$top/configure.ac" -nt "$top/configure" ]; then
		echo "configuring" >&2
		(cd "$top" && autoreconf -fi) >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
	fi
	if [ ! -f "$build/Makefile" ]; then
		(cd "$build" && "$top/configure" "$@") >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
	fi
	make -C "$build" -q all >/dev/null 2>&1 && return 0
	echo "building" >&2
	make -C "$build" -j"$(nproc)" all >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
}
