#!/usr/bin/env bash
# What the worker writes goes to CloudWatch Logs, one stream an instance: a terminated one can be asked nothing.
. "$(dirname "$0")/../common.sh"
: "${LOG_GROUP:?the logs have no destination; set LOG_GROUP}"

config="$(mktemp)"
trap 'rm -f "$config"' EXIT
sed "s|LOG_GROUP|$LOG_GROUP|" "$IMAGE_DIR/cloudwatch-agent.json" >"$config"
# Checks the configuration and puts it where the service reads it; without -s nothing is started here.
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -c "file:$config"
systemctl enable amazon-cloudwatch-agent.service
