"""Two small books as publishers make them, of EPUB 2 and of EPUB 3, in the tests' own words."""

from __future__ import annotations

import base64

from tests.sources.epub_files import CONTAINER, packed

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
STYLE = "p { text-indent: 1em; }\n.line { display: block; }\n"

FERRY = """
<h2 id="ferry">The Ferry</h2>
<p>Nobody was on the quay. <i>She had waited. Long</i> before that, the lamp had gone&nbsp;out &mdash; and
the ro&shy;pe lay in the water.</p>
<p>&#8220;Is it late?&#8221; asked Anna.<a id="n1" href="#note1">[1]</a> &#8220;<b>Very</b> late,&#8221; said Tom.</p>
<div class="stanza"><p class="line">The tide comes in and the tide goes out,</p>
<p class="line">and nobody knows what it is about.</p></div>
<p><span class="first">T</span>he ferry <em>came <strong>at last.</strong></em> Its bell &amp; its whistle were heard.</p>
<p><img src="../images/dot.png" alt="A ferry"/></p>
"""  # noqa: E501
HOUSE = """
<h2 id="house">The House</h2>
<p>The house was dark.<!-- as it is in the first draft --> Somebody had shut the door.</p>
<blockquote><p>Come in, it said on the gate. Nobody did.</p></blockquote>
"""
NOTES = '<h2>Notes</h2><p id="note1">A note that nobody reads aloud.</p>'
LEGACY = """
<table border="2" cellpadding="3" summary="Fares"><col width="20%"/>
<tr><td align="center" valign="top">One &eacute;cu</td><td>Two</td></tr></table>
<p><tt>No fare</tt>, <big>no ferry</big>, wrote
the <acronym title="Harbour Office">HO</acronym>.</p>
<p><img src="../images/dot.png" alt="Another" width="50%"/></p>
"""

DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
NUMBERED = {"nbsp": 160, "mdash": 8212, "shy": 173, "eacute": 233}


def epub2() -> bytes:
    """With an NCX, a guide, attributes that EPUB 3 does not have, and elements of XHTML 1.1."""

    def page(title: str, body: str) -> str:
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n{DOCTYPE}\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">\n<head>\n'
            '<meta http-equiv="Content-Type" content="application/xhtml+xml; charset=utf-8"/>\n'
            f"<title>{title}</title>\n"
            '<link rel="stylesheet" type="text/css" href="../style.css"/>\n</head>\n'
            f"<body>{body}</body>\n</html>\n"
        )

    points = "".join(
        f'<navPoint id="p{n}" playOrder="{n}"><navLabel><text>{title}</text></navLabel>'
        f'<content src="{href}"/></navPoint>'
        for n, (title, href) in enumerate(
            [
                ("The Ferry", "text/one%20and%20two.xhtml#ferry"),
                ("The House", "text/one%20and%20two.xhtml#house"),
                ("Fares", "text/three.xhtml"),
                ("Notes", "text/notes.xhtml"),
            ],
            start=1,
        )
    )
    toc = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en"><head>'
        '<meta name="dtb:uid" content="urn:isbn:9780000000002"/></head>'
        f"<docTitle><text>The Quay</text></docTitle><navMap>{points}</navMap></ncx>"
    )
    opf = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="uid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:title>The Quay</dc:title>
<dc:creator opf:role="aut" opf:file-as="Finch, Ada">Ada Finch</dc:creator>
<dc:identifier id="uid" opf:scheme="ISBN">urn:isbn:9780000000002</dc:identifier>
<dc:date opf:event="modification">2012-02-02</dc:date>
<dc:date opf:event="publication">2011</dc:date>
<dc:language>en</dc:language>
<meta name="cover" content="dot"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="css" href="style.css" media-type="text/css"/>
<item id="dot" href="images/dot.png" media-type="image/png"/>
<item id="a" href="text/one%20and%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/three.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine toc="ncx"><itemref idref="a"/><itemref idref="b"/><itemref idref="n"/></spine>
<guide><reference type="text" title="Begin" href="text/one%20and%20two.xhtml"/></guide>
</package>
"""
    pages = {
        "one and two": page("", FERRY.replace("#note1", "notes.xhtml#note1") + HOUSE),
        "three": page("Fares", f"<h2>Fares</h2>{LEGACY}"),
        "notes": page("Notes", NOTES),
    }
    return packed(
        {
            "META-INF/container.xml": CONTAINER.format(path="OPS/content.opf"),
            "OPS/content.opf": opf,
            "OPS/toc.ncx": toc,
            "OPS/style.css": STYLE,
            "OPS/images/dot.png": PICTURE,
            **{f"OPS/text/{name}.xhtml": text for name, text in pages.items()},
        }
    )


def epub3(*, more: str = "") -> bytes:
    """With a navigation document, ruby, and a page in UTF-16; `more` goes into the first page."""

    def page(title: str, body: str, encoding: str = "utf-8") -> bytes:
        for name, code in NUMBERED.items():
            body = body.replace(f"&{name};", f"&#{code};")
        return (
            f'<?xml version="1.0" encoding="{encoding}"?>\n<!DOCTYPE html>\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" '
            'xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">\n'
            f"<head><title>{title}</title>\n"
            '<link rel="stylesheet" type="text/css" href="../style.css"/></head>\n'
            f"<body>{body}</body>\n</html>\n"
        ).encode(encoding)

    ruby = "<p><ruby>Mara<rt>mah-rah</rt></ruby> was her name. It was short.</p>"
    lines = "".join(
        f'<li><a href="../text/{name}.xhtml">{title}</a></li>'
        for name, title in (("one", "The Ferry"), ("two", "The House"), ("notes", "Notes"))
    )
    nav = page("Contents", f'<nav epub:type="toc"><h1>Contents</h1><ol>{lines}</ol></nav>')
    opf = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The Quay</dc:title><dc:creator>Ada Finch</dc:creator><dc:language>en</dc:language>
<dc:identifier id="uid">urn:isbn:9780000000002</dc:identifier>
<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav/nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="style.css" media-type="text/css"/>
<item id="dot" href="images/dot.png" media-type="image/png"/>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="n"/></spine>
</package>
"""
    return packed(
        {
            "META-INF/container.xml": CONTAINER.format(path="OPS/content.opf"),
            "OPS/content.opf": opf,
            "OPS/nav/nav.xhtml": nav,
            "OPS/style.css": STYLE,
            "OPS/images/dot.png": PICTURE,
            "OPS/text/one.xhtml": page(
                "The Ferry", FERRY.replace("#note1", "notes.xhtml#note1") + more
            ),
            "OPS/text/two.xhtml": page("The House", HOUSE + ruby, "utf-16"),
            "OPS/text/notes.xhtml": page("Notes", NOTES),
        }
    )
