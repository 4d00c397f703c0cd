import { normaliseHostPath } from "./host-path.ts";

/** Folders that belong to the system, or to an engine, with all that is in them. */
const owned = `/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /nix/store /proc /sbin /snap /sys /sysroot /usr
  /run/containerd /run/crio /run/dbus /run/docker /run/host-services /run/podman /run/snapd /run/systemd /run/udev /run/user
  /tmp/.X11-unix /var/backups /var/lib/cni /var/lib/containerd /var/lib/containers /var/lib/docker /var/lib/dpkg /var/lib/etcd
  /var/lib/kubelet /var/lib/lxc /var/lib/lxd /var/lib/libvirt /var/lib/rancher /var/lib/rpm /var/lib/snapd /var/lib/sss
  /var/lib/systemd /var/lib/tailscale /var/snap /var/spool
  /Library /System c:/programdata c:/windows`
  .trim()
  .split(/\s+/);

/** Folders that hold those of the system, of several users or of other programs; what is inside may be the stack's own. */
const shared = new Set(
  `/ ~ ~/.config /Users /export /home /media /mnt /opt /private /run /srv /tmp /var /var/cache /var/lib /var/log /var/tmp
   c: c:/ c:/users`.split(/\s+/),
);

/** Files and folders of a home folder in which tools keep keys, passwords and sessions. */
const userSecrets =
  /^~\/\.(?:ssh|gnupg|pki|docker|aws|azure|kube|password-store|netrc|pgpass|my\.cnf|git-credentials|npmrc|pypirc|yarnrc\.yml|vault-token|boto|s3cfg|bash_history|zsh_history|mozilla|thunderbird|terraform\.d|config\/(?:gcloud|gh|op|rclone|sops|containers|helm|doctl|hub|google-chrome|chromium)|local\/share\/keyrings|cargo\/credentials(?:\.toml)?|gem\/credentials|m2\/settings\.xml|gradle\/gradle\.properties)(?:\/|$)/;

/** Wherever they lie: what is called so is the system's list of users and their passwords. */
const userList = /(?:^|\/)etc\/(?:passwd|shadow|gshadow|sudoers)-?$/;

/** Files that images commonly need from the host and that hold no secret; /dev/null stands for a file that was not given. */
const harmless =
  /^(?:\/dev\/null|\/etc\/(?:localtime|timezone)|\/(?:etc\/ssl\/certs|etc\/ca-certificates|etc\/pki\/ca-trust|usr\/(?:local\/)?share\/ca-certificates|usr\/share\/zoneinfo)(?:\/.*)?)$/;

const engines =
  "docker|containerd|crio|podman|dockershim|cri-dockerd|buildkitd|balena-engine|libpod|lxd|incus";
const engineSocket = new RegExp(
  `(?:^|/)(?:${engines})(?:[.-][a-z]+)*\\.sock(?:et)?$|(?:^|/)(?:lxd|incus)/unix\\.socket$|^/run/(?:${engines})$|^/pipe/docker_engine`,
);

/** True for the socket of a container engine, or the folder that it lies in: whoever has it is root of the host. */
export function isEngineSocket(path: string): boolean {
  return engineSocket.test(normaliseHostPath(path));
}

/**
 * True for a path of the host that belongs to the system or holds what does, and for one under which users keep keys.
 *
 * @param readOnly true for what cannot be written: time zones and certificates of authorities may be read
 */
export function isSensitivePath(path: string, readOnly = false): boolean {
  const normal = normaliseHostPath(path);
  if (readOnly && harmless.test(normal)) return false;
  // Windows does not tell capitals apart.
  const key = /^[A-Za-z]:/.test(normal) ? normal.toLowerCase() : normal;
  if (userSecrets.test(normal) || userList.test(normal) || shared.has(key)) return true;
  return owned.some((folder) => key === folder || key.startsWith(`${folder}/`));
}
