//! A small writer of docx files: paragraphs, tables, placeholder pictures.
//!
//! Lengths are twips (1/20 pt) as Word counts them, pictures are in millimetres.

use crate::docx::{Package, PackageError, escape_into};

/// Width of the text on A4 with our margins: 210 − 20 − 15 mm.
pub(super) const TEXT_WIDTH: u32 = 9921;

/// A paragraph; `**` in the text switches bold.
#[derive(Debug, Clone)]
pub(super) struct Par {
    text: String,
    align: &'static str,
    bold: bool,
    half_points: u32,
    before: u32,
    after: u32,
    first_line: u32,
    /// Markup before the spacing; one of those below.
    placement: &'static str,
    pictures: String,
}

pub(super) fn par(text: &str) -> Par {
    Par {
        text: text.to_owned(),
        align: "left",
        bold: false,
        half_points: 0,
        before: 0,
        after: 0,
        first_line: 0,
        placement: "",
        pictures: String::new(),
    }
}

impl Par {
    pub(super) fn align(mut self, align: &'static str) -> Self {
        self.align = align;
        self
    }

    pub(super) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(super) fn size(mut self, half_points: u32) -> Self {
        self.half_points = half_points;
        self
    }

    pub(super) fn space(mut self, before: u32, after: u32) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    pub(super) fn first_line(mut self, twips: u32) -> Self {
        self.first_line = twips;
        self
    }

    pub(super) fn keep_next(mut self) -> Self {
        self.placement = "<w:keepNext/>";
        self
    }

    pub(super) fn page_break(mut self) -> Self {
        self.placement = "<w:pageBreakBefore/>";
        self
    }

    /// A line under the whole paragraph.
    pub(super) fn underlined(mut self) -> Self {
        self.placement = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"4\" w:color=\"auto\"/></w:pBdr>";
        self
    }

    pub(super) fn picture(mut self, drawing: &str) -> Self {
        self.pictures.push_str("<w:r>");
        self.pictures.push_str(drawing);
        self.pictures.push_str("</w:r>");
        self
    }

    pub(super) fn xml(&self) -> String {
        let mut out = format!(
            "<w:p><w:pPr>{}<w:spacing w:before=\"{}\" w:after=\"{}\"/><w:ind w:firstLine=\"{}\"/><w:jc w:val=\"{}\"/></w:pPr>{}",
            self.placement, self.before, self.after, self.first_line, self.align, self.pictures,
        );
        for (at, piece) in self
            .text
            .split("**")
            .enumerate()
            .filter(|(_, piece)| !piece.is_empty())
        {
            out.push_str(&self.run(piece, self.bold || at % 2 == 1));
        }
        out.push_str("</w:p>");
        out
    }

    fn run(&self, text: &str, bold: bool) -> String {
        let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
        let size = match self.half_points {
            0 => String::new(),
            size => format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"),
        };
        let mut escaped = String::new();
        escape_into(&mut escaped, text);
        format!("<w:r><w:rPr>{bold}{size}</w:rPr><w:t xml:space=\"preserve\">{escaped}</w:t></w:r>")
    }
}

pub(super) fn paragraphs(list: &[Par]) -> String {
    list.iter().map(Par::xml).collect()
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    width: u32,
    span: u32,
    merge: Option<&'static str>,
    sides: &'static str,
    lined: bool,
    content: String,
}

pub(super) fn cell(width: u32, content: &[Par]) -> Cell {
    Cell {
        width,
        span: 1,
        merge: None,
        sides: "",
        lined: false,
        content: paragraphs(content),
    }
}

impl Cell {
    pub(super) fn span(mut self, columns: u32) -> Self {
        self.span = columns;
        self
    }

    /// Part of a cell over several rows: `restart`, then `continue`.
    pub(super) fn merge(mut self, part: &'static str) -> Self {
        self.merge = Some(part);
        self
    }

    /// Sides without a line, of `top left bottom right` in this order.
    pub(super) fn without(mut self, sides: &'static str) -> Self {
        self.sides = sides;
        self
    }

    /// A line under the cell, in a table without lines.
    pub(super) fn lined(mut self) -> Self {
        self.lined = true;
        self
    }

    fn xml(&self) -> String {
        let span = if self.span > 1 {
            format!("<w:gridSpan w:val=\"{}\"/>", self.span)
        } else {
            String::new()
        };
        let merge = self
            .merge
            .map(|part| format!("<w:vMerge w:val=\"{part}\"/>"))
            .unwrap_or_default();
        let borders = match (self.lined, self.sides) {
            (true, _) => "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/></w:tcBorders>".to_owned(),
            (false, "") => String::new(),
            (false, sides) => {
                let open = joined(sides.split(' '), |side| format!("<w:{side} w:val=\"nil\"/>"));
                format!("<w:tcBorders>{open}</w:tcBorders>")
            }
        };
        let content = if self.content.is_empty() {
            "<w:p/>"
        } else {
            &self.content
        };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}{borders}</w:tcPr>{content}</w:tc>",
            self.width
        )
    }
}

/// A row, and whether it repeats on every page.
pub(super) type Row = (bool, Vec<Cell>);

pub(super) fn row<const N: usize>(cells: [Cell; N]) -> Row {
    (false, cells.into())
}

pub(super) fn header_row<const N: usize>(cells: [Cell; N]) -> Row {
    (true, cells.into())
}

/// A table; rows are never cut by the end of a page.
pub(super) fn table(columns: &[u32], lines: bool, rows: &[Row]) -> String {
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let border =
        |side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    let borders = if lines {
        joined(sides.into_iter(), border)
    } else {
        String::new()
    };
    let width: u32 = columns.iter().sum();
    let grid = joined(columns.iter(), |w| format!("<w:gridCol w:w=\"{w}\"/>"));
    let rows = joined(rows.iter(), |(header, cells)| {
        let header = if *header { "<w:tblHeader/>" } else { "" };
        let cells = joined(cells.iter(), Cell::xml);
        format!("<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>")
    });
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"70\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn joined<T>(items: impl Iterator<Item = T>, xml: impl Fn(T) -> String) -> String {
    items.map(xml).collect::<Vec<_>>().concat()
}

/// A placeholder that floats at an offset from its paragraph.
pub(super) fn floating(alt: &str, side_mm: (u32, u32), offset_mm: (i32, i32)) -> String {
    let emu = |mm: i32| mm * 36_000;
    format!(
        "<w:drawing><wp:anchor distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\" simplePos=\"0\" relativeHeight=\"1\" behindDoc=\"1\" locked=\"0\" layoutInCell=\"1\" allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/><wp:positionH relativeFrom=\"column\"><wp:posOffset>{}</wp:posOffset></wp:positionH><wp:positionV relativeFrom=\"paragraph\"><wp:posOffset>{}</wp:posOffset></wp:positionV>{}<wp:wrapNone/>{}</wp:anchor></w:drawing>",
        emu(offset_mm.0),
        emu(offset_mm.1),
        extent(side_mm),
        graphic(alt, side_mm),
    )
}

/// A placeholder in the line of text.
pub(super) fn inline(alt: &str, side_mm: (u32, u32)) -> String {
    format!(
        "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">{}{}</wp:inline></w:drawing>",
        extent(side_mm),
        graphic(alt, side_mm),
    )
}

fn extent((width, height): (u32, u32)) -> String {
    format!(
        "<wp:extent cx=\"{}\" cy=\"{}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/>",
        width * 36_000,
        height * 36_000
    )
}

fn graphic(alt: &str, (width, height): (u32, u32)) -> String {
    let mut escaped = String::new();
    escape_into(&mut escaped, alt);
    format!(
        "<wp:docPr id=\"1\" name=\"Рисунок\" descr=\"{escaped}\"/><wp:cNvGraphicFramePr/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr><pic:cNvPr id=\"0\" name=\"Рисунок\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId3\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{}\" cy=\"{}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>",
        width * 36_000,
        height * 36_000
    )
}

/// The font and the size of a form.
pub(super) struct Face {
    pub(super) font: &'static str,
    pub(super) half_points: u32,
}

/// The file: body, footer text before the page number, face, placeholder picture.
pub(super) fn docx(
    body: &str,
    footer: &str,
    face: &Face,
    placeholder: &[u8],
) -> Result<Vec<u8>, PackageError> {
    let mut package = Package::default();
    let mut put = |name: &str, text: String| package.put(name, text.into_bytes());
    put("[Content_Types].xml", CONTENT_TYPES.to_owned());
    put("_rels/.rels", ROOT_RELATIONS.to_owned());
    put("word/document.xml", document(body, !footer.is_empty()));
    put(
        "word/_rels/document.xml.rels",
        DOCUMENT_RELATIONS.to_owned(),
    );
    put("word/styles.xml", styles(face));
    put("word/settings.xml", SETTINGS.to_owned());
    put("word/footer1.xml", page_footer(footer));
    package.put("word/media/placeholder.png", placeholder.to_vec());
    package.write()
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/><Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";
const ROOT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/placeholder.png\"/><Relationship Id=\"rId4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/></Relationships>";
const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";

fn document(body: &str, footer: bool) -> String {
    let footer = if footer {
        "<w:footerReference w:type=\"default\" r:id=\"rId4\"/>"
    } else {
        ""
    };
    format!(
        "{XML}<w:document {NAMESPACES}><w:body>{body}<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p><w:sectPr>{footer}<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"850\" w:right=\"850\" w:bottom=\"850\" w:left=\"1134\" w:header=\"425\" w:footer=\"425\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

fn styles(face: &Face) -> String {
    let Face { font, half_points } = face;
    format!(
        "{XML}<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:cs=\"{font}\" w:eastAsia=\"{font}\"/><w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/><w:lang w:val=\"ru-RU\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style></w:styles>"
    )
}

fn page_footer(text: &str) -> String {
    let mut escaped = String::new();
    escape_into(&mut escaped, text);
    let run = |content: &str| format!("<w:r><w:rPr><w:sz w:val=\"16\"/></w:rPr>{content}</w:r>");
    let words = |text: &str| run(&format!("<w:t xml:space=\"preserve\">{text}</w:t>"));
    let mark = |kind: &str| run(&format!("<w:fldChar w:fldCharType=\"{kind}\"/>"));
    let field = |name: &str| {
        let name = run(&format!(
            "<w:instrText xml:space=\"preserve\"> {name} </w:instrText>"
        ));
        [
            mark("begin"),
            name,
            mark("separate"),
            words("1"),
            mark("end"),
        ]
        .concat()
    };
    format!(
        "{XML}<w:ftr {NAMESPACES}><w:p><w:pPr><w:jc w:val=\"right\"/></w:pPr>{}{}{}{}</w:p></w:ftr>",
        words(&format!("{escaped}, стр. ")),
        field("PAGE"),
        words(" из "),
        field("NUMPAGES"),
    )
}
