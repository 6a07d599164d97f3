#!/usr/bin/env bash
# The NVIDIA driver from Amazon's own, signed repository, built for the kernel that runs; compute parts only, no display.
# https://docs.aws.amazon.com/linux/al2023/ug/nvidia-drivers.html
. "$(dirname "$0")/../common.sh"

kernel="$(uname -r)"
# Packages of kernels after the first one, 6.1, carry the kernel's line in their name: kernel6.12-devel.
line="kernel$(cut -d . -f 1,2 <<<"$kernel")"
dnf install --assumeyes --allowerasing --setopt=install_weak_deps=False \
  "$line-devel-$kernel" "$line-headers-$kernel" "$line-modules-extra-$kernel" nvidia-release
dnf install --assumeyes --setopt=install_weak_deps=False \
  "kmod-nvidia-open-dkms-$NVIDIA_BRANCH.*" "nvidia-driver-cuda-$NVIDIA_BRANCH.*" "nvidia-persistenced-$NVIDIA_BRANCH.*"
modinfo --set-version "$kernel" nvidia >/dev/null ||
  fail "there is no nvidia module for kernel $kernel, expected DKMS to build one; see /var/lib/dkms/nvidia"

# The image never gets another kernel, so nothing has to be built at boot.
systemctl disable dkms.service
# Loaded early and kept loaded: without it the card is set up again by each process that asks for it.
printf '%s\n' nvidia nvidia_uvm >/etc/modules-load.d/transcription-gpu.conf
systemctl enable nvidia-persistenced.service
