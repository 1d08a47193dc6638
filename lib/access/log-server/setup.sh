# Puts the files above into force. All programs are packages of Amazon Linux, from its repository in S3.
dnf install -y rsyslog rsyslog-gnutls amazon-cloudwatch-agent logrotate
mkdir -p -m 0750 /var/log/cordon/records
systemctl daemon-reload
systemctl enable --now cordon-fetch-certificate.timer cordon-archive.timer cordon-archive-last.service
systemctl enable rsyslog && systemctl restart rsyslog
# At the first start of a region there may be none yet; the unit tries again, and those who send wait.
systemctl start cordon-fetch-certificate.service || true
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/etc/cordon/agent.json

# Nobody signs in by SSH here, not even from the VPN.
systemctl mask --now sshd
