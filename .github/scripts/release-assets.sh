#!/usr/bin/env bash
# Makes the files of a GitHub release in an empty folder, or goes on there after a crash: release-assets.sh FOLDER. The lock of
# the checkout has the digests of the release; SHA256SUMS names all files.
set -euo pipefail
folder=${1:?folder}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

turbo run render --output-logs=errors-only
turbo run build --output-logs=errors-only
node scripts/host-bundle.ts "$folder"
node scripts/release-npm.ts --tarballs "$folder/npm" --pack-only
mv "$folder"/npm/*.tgz "$folder/"
rmdir "$folder/npm"
cp generated/{relay,faucet,aggregator,stack}.yml images.lock.json "$folder/"
cd "$folder"
rm -f SHA256SUMS
sums=$(sha256sum -- *)
printf '%s\n' "$sums" >SHA256SUMS
