# Puts the files above into force. The image brings the programs; what it lacks is said in the log, and closes SSH.
mkdir -p -m 0700 /var/spool/cordon
systemctl daemon-reload
systemctl enable --now cordon-fetch-certificate.timer
# At the first start of a region there may be none yet; the unit tries again, and messages wait on disk.
systemctl start cordon-fetch-certificate.service || true
systemctl enable rsyslog && systemctl restart rsyslog

ssh=$(systemctl list-unit-files --no-legend sshd.service ssh.service | awk '{ print $1; exit }')
if command -v nft >/dev/null && sshd -t && systemctl enable fail2ban && systemctl restart fail2ban; then
  systemctl restart "$ssh"
else
  # Unguarded, or set up by halves, it stays shut: Session Manager leads in as well.
  logger -p auth.crit -t cordon "SSH is closed: the image lacks fail2ban or nftables, or sshd refuses its settings"
  systemctl mask --now "$ssh"
fi
