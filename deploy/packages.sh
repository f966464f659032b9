# Sourced by setup.sh and check.sh: system packages, installed where that is allowed.

may_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# install_packages NAME...: as root on Debian; elsewhere says the one line and returns 1.
install_packages() {
  if ! may_install; then
    echo "缺少系统软件包，请先运行 (missing system packages, please run):" >&2
    echo "  sudo apt-get install -y $*" >&2
    return 1
  fi
  if [ -z "${packages_listed:-}" ]; then
    apt-get update -qq || return 1
    packages_listed=yes
  fi
  echo "安装系统软件包 (installing): $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
