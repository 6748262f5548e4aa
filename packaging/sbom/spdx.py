# SPDX-License-Identifier: Apache-2.0
"""An SPDX 2.3 document (https://spdx.github.io/spdx-spec/v2.3/) of a package: what is in it, and what it loads."""

import datetime
import hashlib
import json
import re


def _id(origin):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{origin.name}-{origin.version}")


def _time(epoch_s):
    return datetime.datetime.fromtimestamp(epoch_s, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _license_of(origin):
    """An identifier of SPDX, or a reference to the whole text, which _extracted has."""
    return origin.license or "LicenseRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", origin.name)


def _package(origin):
    return {
        "SPDXID": _id(origin),
        "name": origin.name,
        "versionInfo": origin.version,
        "sourceInfo": f"built from {origin.source}",
        "supplier": "NOASSERTION",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": _license_of(origin),
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": origin.purl}
        ],
    }


def _extracted(origins):
    return [
        {
            "licenseId": _license_of(origin),
            "name": f"Licenses of {origin.name}",
            "extractedText": origin.copyright.read_text(errors="replace"),
        }
        for origin in sorted(origins)
        if not origin.license
    ]


def _relation(element, kind, related):
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": related}


def document(package, version, revision, epoch_s, static, shared):
    """The text of the file. `static` and `shared` are sets of Origin."""
    own = {
        "SPDXID": "SPDXRef-Package",
        "name": package,
        "versionInfo": version,
        "sourceInfo": f"built from revision {revision}",
        "supplier": "NOASSERTION",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "INSTALL",
    }
    relations = [_relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package")]
    relations += [_relation("SPDXRef-Package", "STATIC_LINK", _id(origin)) for origin in sorted(static)]
    relations += [_relation("SPDXRef-Package", "DYNAMIC_LINK", _id(origin)) for origin in sorted(shared)]
    others = static | shared
    content = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{package}-{version}",
        "creationInfo": {"created": _time(epoch_s), "creators": ["Tool: rollcall-packaging-sbom"]},
        "packages": [own, *map(_package, sorted(others))],
        "relationships": relations,
    }
    if extracted := _extracted(others):
        content["hasExtractedLicensingInfos"] = extracted
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    content["documentNamespace"] = f"https://rollcall.invalid/spdx/{package}-{version}-{digest[:32]}"
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
