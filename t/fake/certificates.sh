# SPDX-License-Identifier: Apache-2.0
#
# Certificates for the tests of TLS, made by openssl(1) in the current directory: an
# authority "root" and what it and others sign. Each NAME.pem holds the key, the
# certificate and what a server sends besides; NAME.crt the certificate alone.
# Belongs here: making certificates with whatever is wrong with them. Does not: who
# serves them, and what a probe should say.
# shellcheck shell=sh

# key NAME [TYPE]: ec (default), rsa, weak (RSA of 1024 bits) or ed25519.
key() {
	case ${2:-ec} in
	ec) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" ;;
	rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
	weak) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$1.key" ;;
	ed25519) openssl genpkey -quiet -algorithm ED25519 -out "$1.key" ;;
	esac
}

# certificate NAME SUBJECT SIGNER FROM TO KIND: SIGNER may be NAME itself; dates are
# YYYYMMDD; KIND is ca, or the server's names, "DNS:a,IP:192.0.2.1". NAME.key is made
# when it is not there.
certificate() {
	[ -f "$1.key" ] || key "$1" || return 1
	case $6 in
	ca) printf 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n' >ext ;;
	*) printf 'basicConstraints=critical,CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$6" >ext ;;
	esac
	printf 'subjectKeyIdentifier=hash\n' >>ext
	openssl req -new -utf8 -key "$1.key" -subj "$2" -out "$1.csr" || return 1
	rm -rf ca && mkdir ca && : >ca/index && echo "$(printf %s "$1$2$3$5" | sha256sum | cut -c 1-16)" >ca/serial
	printf '%s\n' '[ca]' 'default_ca=here' '[here]' 'database=ca/index' 'serial=ca/serial' 'new_certs_dir=ca' \
		'default_md=sha256' 'policy=any' 'unique_subject=no' '[any]' 'commonName=optional' \
		'organizationName=optional' >ca.cnf
	if [ "$1" = "$3" ]; then set -- "$@" -selfsign; else set -- "$@" -cert "$3.crt"; fi
	openssl ca -batch -notext -utf8 -config ca.cnf -in "$1.csr" -keyfile "$3.key" "$7" ${8:+"$8"} \
		-extfile ext -startdate "${4}000000Z" -enddate "${5}000000Z" -out "$1.crt" &&
	cat "$1.key" "$1.crt" >"$1.pem"
}

# sends NAME CERTIFICATE...: what the server NAME sends besides its own.
sends() {
	sends_name=$1 && shift
	for sends_other; do
		cat "$sends_other.crt" >>"$sends_name.pem" || return 1
	done
}
