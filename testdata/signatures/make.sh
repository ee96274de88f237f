#!/usr/bin/env bash
# Makes the samples of this folder anew: keys and certificates with openssl, signatures with xmlsec1. README.md says what
# each of them is. Keys are thrown away, so that every run gives other bytes; tests hold for those of any run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# --- keys and certificates ------------------------------------------------------------------------------------------

# key NAME ALGORITHM...: a private key
key() {
    openssl genpkey -quiet -out "$1.key" "${@:2}" 2>/dev/null || openssl genpkey -out "$1.key" "${@:2}" 2>/dev/null
}

# certificate NAME ISSUER FROM TO EXTENSIONS [SUBJECT-NAME]: the certificate of a key; its issuer may be itself
certificate() {
    local name=$1 issuer=$2 from=$3 to=$4 extensions=$5 subject=${6:-$1}
    mkdir -p ca
    : >ca/index.txt
    printf '[ca]\ndefault_ca=a\n[a]\ndatabase=ca/index.txt\nnew_certs_dir=ca\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\norganizationName=supplied\norganizationalUnitName=optional\ncommonName=supplied\n[authority]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[signer]\nbasicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[plain]\nbasicConstraints=critical,CA:true\nsubjectKeyIdentifier=none\nauthorityKeyIdentifier=none\n[req]\ndistinguished_name=n\n[n]\n' >ca.cnf
    openssl req -new -config ca.cnf -key "$name.key" -subj "/O=imf samples/OU=not for trust/CN=$subject" -out "$name.csr"
    local issued_by=(-cert "$issuer.pem")
    [[ $name == "$issuer" ]] && issued_by=(-selfsign)
    openssl ca -batch -notext -config ca.cnf -extensions "$extensions" -keyfile "$issuer.key" "${issued_by[@]}" \
        -startdate "$from" -enddate "$to" -in "$name.csr" -out "$name.pem" 2>/dev/null
}

rsa=(-algorithm RSA -pkeyopt rsa_keygen_bits:2048)
from=20200101000000Z to=20400101000000Z
for name in root middle signer old other imposter namesake; do key $name "${rsa[@]}"; done
for curve in P-256 P-384 P-521 secp256k1; do key $curve -algorithm EC -pkeyopt ec_paramgen_curve:$curve; done
certificate root root $from $to authority
certificate middle root $from $to authority
certificate signer middle $from $to signer
certificate old middle $from 20210101000000Z signer
for curve in P-256 P-384 P-521 secp256k1; do certificate $curve middle $from $to signer; done
# An authority of the same name with another key, and a certificate that says which of the two only by that name.
certificate other root $from $to plain middle
certificate imposter other $from $to plain
certificate namesake root $from $to authority middle

# --- documents ------------------------------------------------------------------------------------------------------

# document KIND: a document without its last end tag
document() {
    local pkl_2016='http://www.smpte-ra.org/schemas/2067-2/2016/PKL' head='<?xml version="1.0" encoding="UTF-8"?>'
    local asset='<Id>urn:uuid:51deca40-0000-4000-8000-000000000009</Id><Hash>AAAAAAAAAAAAAAAAAAAAAAAAAAA=</Hash><Size>5</Size><Type>application/json</Type>'
    local front='<Issuer>the imf contributors</Issuer><Creator>imf samples</Creator>'
    case $1 in
    pkl-2007) echo "$head
<PackingList xmlns=\"http://www.smpte-ra.org/schemas/429-8/2007/PKL\">
  <Id>urn:uuid:9ac71157-0000-4000-8000-000000000002</Id>
  <IssueDate>2026-01-02T03:04:05Z</IssueDate>$front
  <AssetList><Asset>$asset</Asset></AssetList>" ;;
    pkl-local) document pkl-2007 | sed 's|2026-01-02T03:04:05Z|2021-01-01T08:00:00|' ;;
    pkl-2016) echo "$head
<?made by-hand?><!-- outside -->
<PackingList xmlns:unused=\"urn:unused\"   xmlns=\"$pkl_2016\">
  <Id>urn:uuid:9ac71157-0000-4000-8000-000000000002</Id><!-- a
comment -->
  <AnnotationText language=\"en\">5 &gt; 4 &amp; 3 &lt; 4, <![CDATA[<cited>]]> \"é\"&#13;</AnnotationText>
  <IssueDate>2026-01-02T03:04:05Z</IssueDate>$front
  <AssetList><Asset>$asset<HashAlgorithm   Algorithm = 'http://www.w3.org/2000/09/xmldsig#sha1'/></Asset></AssetList>" ;;
    cpl-2016) echo "$head
<c:CompositionPlaylist xmlns:c=\"http://www.smpte-ra.org/schemas/2067-3/2016\" xmlns:dcml=\"http://www.smpte-ra.org/schemas/433/2008/dcmlTypes/\">
  <c:Id>urn:uuid:c0117051-0000-4000-8000-000000000003</c:Id>
  <c:IssueDate>2026-01-02T03:04:05Z</c:IssueDate>
  <c:ContentTitle>signed</c:ContentTitle>
  <c:EditRate>24 1</c:EditRate>
  <c:SegmentList><c:Segment><c:Id>urn:uuid:5e900000-0000-4000-8000-000000000001</c:Id><c:SequenceList/></c:Segment></c:SegmentList>" ;;
    opl) echo "$head
<OutputProfileList xmlns=\"http://www.smpte-ra.org/schemas/2067-100/2014\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">
  <Id>urn:uuid:09110000-0000-4000-8000-000000000007</Id>
  <IssueDate>2026-01-02T03:04:05Z</IssueDate>$front
  <CompositionPlaylistId>urn:uuid:c0117051-0000-4000-8000-000000000003</CompositionPlaylistId>
  <AliasList/>
  <MacroList><Macro xsi:type=\"PresetMacroType\"><Name>playAllTracksPreset</Name><Preset>http://example.com/presets/all</Preset></Macro></MacroList>" ;;
    scm) echo "$head
<SidecarCompositionMap xmlns=\"http://www.smpte-ra.org/ns/2067-9/2018\">
  <Id>urn:uuid:5c300000-0000-4000-8000-000000000008</Id>
  <Properties><IssueDate>2026-01-02T03:04:05Z</IssueDate></Properties>
  <SidecarAssetList><SidecarAsset><Id>urn:uuid:51deca40-0000-4000-8000-000000000009</Id><AssociatedCPLList><CPLId>urn:uuid:c0117051-0000-4000-8000-000000000003</CPLId></AssociatedCPLList></SidecarAsset></SidecarAssetList>" ;;
    esac
}

end_tag() {
    case $1 in
    pkl-*) echo '</PackingList>' ;;
    cpl-*) echo '</c:CompositionPlaylist>' ;;
    opl) echo '</OutputProfileList>' ;;
    scm) echo '</SidecarCompositionMap>' ;;
    esac
}

# --- signatures -----------------------------------------------------------------------------------------------------

dsig='http://www.w3.org/2000/09/xmldsig#' more='http://www.w3.org/2001/04/xmldsig-more#' enc='http://www.w3.org/2001/04/xmlenc#'
c14n='http://www.w3.org/TR/2001/REC-xml-c14n-20010315' c14n11='http://www.w3.org/2006/12/xml-c14n11' exc='http://www.w3.org/2001/10/xml-exc-c14n#'
enveloped="<Transform Algorithm=\"${dsig}enveloped-signature\"/>"

# reference URI DIGEST [TRANSFORMS]
reference() {
    echo "<Reference URI=\"$1\">${3:+<Transforms>$3</Transforms>}<DigestMethod Algorithm=\"$2\"/><DigestValue></DigestValue></Reference>"
}

# chain NAME...: a KeyInfo with an X509Data for each certificate
chain() {
    local name issuer serial
    echo '<KeyInfo>'
    for name in "$@"; do
        issuer=$(openssl x509 -in "$name.pem" -noout -issuer -nameopt RFC2253)
        serial=$(printf 'ibase=16;%s\n' "$(openssl x509 -in "$name.pem" -noout -serial | cut -d= -f2)" | BC_LINE_LENGTH=0 bc)
        echo "<X509Data><X509IssuerSerial><X509IssuerName>${issuer#issuer=}</X509IssuerName><X509SerialNumber>$serial</X509SerialNumber></X509IssuerSerial><X509Certificate>"
        grep -v -- ----- "$name.pem"
        echo '</X509Certificate></X509Data>'
    done
    echo '</KeyInfo>'
}

# sign SAMPLE KIND KEY METHOD CANONICALIZATION REFERENCES KEYINFO [OBJECTS] [SIGNER]: writes SAMPLE.xml
sign() {
    local sample=$1 kind=$2 key=$3 method=$4 form=$5 references=$6 info=$7 objects=${8:-}
    {
        document "$kind"
        echo "  <Signature xmlns=\"$dsig\"><SignedInfo><CanonicalizationMethod Algorithm=\"$form\"/><SignatureMethod Algorithm=\"$method\"/>$references</SignedInfo><SignatureValue></SignatureValue>$objects</Signature>"
        end_tag "$kind"
    } >template.xml
    xmlsec1 --sign --privkey-pem "$key.key" --id-attr:Id "$dsig:Object" --output signed.xml template.xml 2>/dev/null >/dev/null
    # What KeyInfo holds is not signed.
    awk -v info="$info" '{ at = index($0, "</SignatureValue>"); if (at) print substr($0, 1, at + 16) info substr($0, at + 17); else print }' signed.xml >"$here/$sample.xml"
}

# change FROM TO SED...: TO.xml is FROM.xml, changed
change() {
    sed "${@:3}" "$here/$1.xml" >"$here/$2.xml"
    if cmp -s "$here/$1.xml" "$here/$2.xml"; then echo "$2: nothing changed" >&2; exit 1; fi
}

# verdict SAMPLE OPTIONS...: OK, FAIL where something does not match, ERROR where it cannot be verified
verdict() {
    local said
    said=$(xmlsec1 --verify --id-attr:Id "$dsig:Object" "${@:2}" "$1.xml" 2>&1 || true)
    grep -o -m1 '^OK$\|^FAIL$' <<<"$said" || echo ERROR
}

whole=$(chain signer middle root)
plain=$(reference '' "${enc}sha256" "$enveloped")
rm -f "$here"/*.xml

# Valid.
sign pkl-rsa-sha1 pkl-2007 signer "${dsig}rsa-sha1" "$c14n" "$(reference '' "${dsig}sha1" "$enveloped")" "$whole"
sign pkl-comments pkl-2016 signer "${more}rsa-sha256" "$c14n#WithComments" \
    "$(reference '' "${enc}sha256" "$enveloped<Transform Algorithm=\"$c14n#WithComments\"/>")" "$whole"
sign pkl-pointer pkl-2016 signer "${more}rsa-sha256" "$c14n#WithComments" \
    "$(reference '#xpointer(/)' "${enc}sha256" "$enveloped<Transform Algorithm=\"$c14n#WithComments\"/>")" "$whole"
sign cpl-exclusive cpl-2016 signer "${more}rsa-sha384" "$exc" \
    "$(reference '' "${more}sha384" "$enveloped<Transform Algorithm=\"${exc}\"><InclusiveNamespaces xmlns=\"$exc\" PrefixList=\"dcml #default\"/></Transform>")" "$whole"
sign cpl-exclusive-comments cpl-2016 signer "${more}rsa-sha512" "${exc}WithComments" \
    "$(reference '' "${enc}sha512" "$enveloped<Transform Algorithm=\"${exc}WithComments\"/>")" "$whole"
sign opl-p256 opl P-256 "${more}ecdsa-sha256" "$c14n11" "$(reference '' "${enc}sha256" "$enveloped<Transform Algorithm=\"$c14n11\"/>")" "$(chain P-256 middle root)"
sign opl-p384 opl P-384 "${more}ecdsa-sha384" "$c14n11#WithComments" "$(reference '' "${more}sha384" "$enveloped")" "$(chain P-384 middle root)"
sign opl-p521 opl P-521 "${more}ecdsa-sha512" "$exc" "$(reference '' "${enc}sha512" "$enveloped")" "$(chain P-521 middle root)"
sign pkl-two-references pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain$(reference '#note' "${dsig}sha1")" "$whole" '<Object Id="note">signed too</Object>'
sign chain-without-root pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain" "$(chain signer middle)"
sign scm scm signer "${more}rsa-sha256" "$c14n" "$plain" "$whole"
mv "$here/scm.xml" "$here/scm-as-signed.xml"
[[ $(cd "$here" && verdict scm-as-signed --insecure) == OK ]]
# The map's schema has the signature in the map's own namespace, which xmlsec1 does not take for one.
change scm-as-signed scm -e "s|<Signature xmlns=\"$dsig\">|<Signature>|; s@<\(SignedInfo\|SignatureValue\|KeyInfo\)>@<\1 xmlns=\"$dsig\">@g"
rm "$here/scm-as-signed.xml"

# What came after the signing and makes no difference.
change pkl-rsa-sha1 pkl-crlf -e 's|$|\r|'
sed 's|encoding="UTF-8"|encoding="UTF-16"|' "$here/pkl-comments.xml" | iconv -f UTF-8 -t UTF-16 >"$here/pkl-utf-16.xml"

# Not what was signed.
change pkl-rsa-sha1 content-changed -e 's|<Size>5</Size>|<Size>6</Size>|'
change pkl-rsa-sha1 digest-changed -e 's|<DigestValue>....|<DigestValue>AAAA|'
change pkl-rsa-sha1 value-changed -e 's|<SignatureValue>....|<SignatureValue>AAAA|'
change pkl-rsa-sha1 method-changed -e "s|${dsig}rsa-sha1|${more}rsa-sha256|"
sign wrong-key pkl-2007 other "${more}rsa-sha256" "$c14n" "$plain" "$whole"
change pkl-rsa-sha1 not-enveloped -e 's|<Transforms>.*</Transforms>||'
change pkl-rsa-sha1 digest-short -e 's|<DigestValue>[^<]*|<DigestValue>AAAA|'
change pkl-rsa-sha1 value-short -z -e 's|<SignatureValue>[^<]*|<SignatureValue>AAAA|'
change pkl-rsa-sha1 certificate-short -z -e 's|<X509Certificate>[^<]*|<X509Certificate>AAAA|'

# What is signed is not the document.
sign wrapped pkl-2007 signer "${more}rsa-sha256" "$c14n" "$(reference '#signed' "${enc}sha256")" "$whole" "<Object Id=\"signed\">$(document pkl-2007 | tail -n +2)$(end_tag pkl-2007)</Object>"
sed -i '0,/<Size>5/ s||<Size>6|' "$here/wrapped.xml"
echo 'something else' >other.txt
sign outside pkl-2007 signer "${more}rsa-sha256" "$c14n" "$(reference other.txt "${enc}sha256")" "$whole"

# Certificates.
sign certificate-expired pkl-2007 old "${more}rsa-sha256" "$c14n" "$plain" "$(chain old middle root)"
# The certificate ran out eight hours before the date, which names no zone, and may be as far east as that.
sign certificate-last-day pkl-local old "${more}rsa-sha256" "$c14n" "$plain" "$(chain old middle root)"
sign chain-out-of-order pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain" "$(chain root middle signer)"
sign chain-root-second pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain" "$(chain signer root middle)"
sign chain-of-another-key pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain" "$(chain signer namesake)"
sign chain-broken pkl-2007 imposter "${more}rsa-sha256" "$c14n" "$plain" "$(chain imposter middle root)"

# Not verified.
sign key-unsupported opl secp256k1 "${more}ecdsa-sha256" "$c14n" "$plain" "$(chain secp256k1 middle root)"
sign no-certificate pkl-2007 signer "${more}rsa-sha256" "$c14n" "$plain" '<KeyInfo><KeyName>signer</KeyName></KeyInfo>'
sign transform-unsupported pkl-2007 signer "${more}rsa-sha256" "$c14n" \
    "$(reference '' "${enc}sha256" "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath xmlns:d=\"$dsig\">not(ancestor-or-self::d:Signature)</XPath></Transform>")" "$whole"
sign digest-unsupported pkl-2007 signer "${more}rsa-sha256" "$c14n" "$(reference '' "${enc}ripemd160" "$enveloped")" "$whole"
change pkl-rsa-sha1 method-unknown -e "s|${dsig}rsa-sha1|${more}rsa-whirlpool|"
change pkl-rsa-sha1 canonicalization-unknown -e "s|CanonicalizationMethod Algorithm=\"$c14n|CanonicalizationMethod Algorithm=\"http://www.w3.org/2010/xml-c14n2|"

# --- what xmlsec1 says ----------------------------------------------------------------------------------------------

cd "$here"
printf '%-26s %-10s %s\n' sample integrity 'and certificates on 2026-01-02' >xmlsec1.txt
for sample in *.xml; do
    sample=${sample%.xml}
    printf '%-26s %-10s %s\n' "$sample" "$(verdict "$sample" --insecure)" \
        "$(verdict "$sample" --trusted-pem "$work/root.pem" --verification-time '2026-01-02 03:04:05')" >>xmlsec1.txt
done
cat xmlsec1.txt
