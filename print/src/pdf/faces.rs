//! Faces for the copy of a document that the layout engine reads.
//!
//! The engine looks a family up among the fonts that the document embeds before it looks on the
//! machine. So the copy gets a font table in which every family that the document names carries
//! four Liberation faces. The document of the client is not touched.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::docx::{Package, TreeError, escape_into, parse};

/// The four faces of a family in the order of `STYLES`.
type Family = [&'static [u8]; 4];

const STYLES: [&str; 4] = [
    "embedRegular",
    "embedBold",
    "embedItalic",
    "embedBoldItalic",
];

macro_rules! face {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".ttf"))
    };
}

static SERIF: Family = [
    face!("serif-regular"),
    face!("serif-bold"),
    face!("serif-italic"),
    face!("serif-bolditalic"),
];
static SANS: Family = [
    face!("sans-regular"),
    face!("sans-bold"),
    face!("sans-italic"),
    face!("sans-bolditalic"),
];

/// Families with the look of Times.
const SERIF_NAMES: [&str; 9] = [
    "times",
    "serif",
    "cambria",
    "georgia",
    "garamond",
    "book antiqua",
    "palatino",
    "astra serif",
    "century",
];
/// Symbol fonts: letters of another face in their place would be wrong signs.
const SYMBOL_NAMES: [&str; 4] = ["symbol", "wingdings", "webdings", "marlett"];

/// Gives `package` a font table with faces for every family that its parts name.
pub(super) fn embed(package: &mut Package) -> Result<(), TreeError> {
    let families = families(package)?;
    let mut fonts = String::new();
    for name in &families {
        let short = if is_serif(name) { "serif" } else { "sans" };
        let mut escaped = String::new();
        escape_into(&mut escaped, name);
        let _ = write!(
            fonts,
            "<w:font w:name=\"{}\">",
            escaped.replace('"', "&quot;")
        );
        for (at, style) in STYLES.iter().enumerate() {
            let _ = write!(fonts, "<w:{style} r:id=\"{short}{at}\"/>");
        }
        fonts.push_str("</w:font>");
    }
    let mut relations = String::new();
    for (short, family) in [("serif", &SERIF), ("sans", &SANS)] {
        for (at, bytes) in family.iter().enumerate() {
            package.put(&format!("word/fonts/{short}{at}.ttf"), bytes.to_vec());
            let _ = write!(
                relations,
                "<Relationship Id=\"{short}{at}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/font\" Target=\"fonts/{short}{at}.ttf\"/>"
            );
        }
    }
    package.put("word/fontTable.xml", format!("<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{fonts}</w:fonts>").into_bytes());
    package.put("word/_rels/fontTable.xml.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>").into_bytes());
    Ok(())
}

/// Every family named in runs, styles, numbering and the theme, and those that the engine falls
/// back to.
fn families(package: &Package) -> Result<BTreeSet<String>, TreeError> {
    let fallbacks = [
        "Times New Roman",
        "Arial",
        "Calibri",
        "Cambria",
        "Liberation Serif",
        "Liberation Sans",
    ];
    let mut names: BTreeSet<String> = fallbacks.map(str::to_owned).into();
    let parts: Vec<&str> = package
        .names()
        .filter(|n| n.starts_with("word/") && n.ends_with(".xml") && *n != "word/fontTable.xml")
        .collect();
    for part in parts {
        let root = parse(package.get(part).unwrap_or_default())?;
        root.walk(&mut |element| {
            let keys: &[&str] = match element.name.as_str() {
                "w:rFonts" => &["w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"],
                "a:latin" | "a:cs" | "a:ea" => &["typeface"],
                _ => &[],
            };
            let named = keys.iter().filter_map(|key| element.attribute(key));
            names.extend(named.filter(|name| is_text_family(name)).map(str::to_owned));
        });
    }
    Ok(names)
}

fn is_text_family(name: &str) -> bool {
    let lower = name.to_lowercase();
    !name.is_empty()
        && !name.starts_with('+')
        && !SYMBOL_NAMES.iter().any(|symbol| lower.contains(symbol))
}

fn is_serif(name: &str) -> bool {
    let lower = name.to_lowercase();
    SERIF_NAMES.iter().any(|serif| lower.contains(serif)) && !lower.contains("sans")
}

#[cfg(test)]
mod tests {
    use super::{embed, is_serif};
    use crate::docx::Package;

    #[test]
    fn every_family_of_the_document_gets_four_faces() {
        let mut package = Package::default();
        let styles =
            "<w:styles><w:rFonts w:ascii=\"PT Astra Serif\" w:cs=\"Wingdings\"/></w:styles>";
        package.put("word/styles.xml", styles.as_bytes().to_vec());
        embed(&mut package).unwrap();
        let table = String::from_utf8(package.get("word/fontTable.xml").unwrap().to_vec()).unwrap();
        assert!(
            table.contains("<w:font w:name=\"PT Astra Serif\"><w:embedRegular r:id=\"serif0\"/>")
        );
        assert!(table.contains("<w:font w:name=\"Arial\"><w:embedRegular r:id=\"sans0\"/>"));
        assert!(!table.contains("Wingdings"));
        let face = package.get("word/fonts/serif3.ttf").unwrap();
        assert!(face.starts_with(&[0, 1, 0, 0]));
    }

    #[test]
    fn serif_families_are_told_from_the_rest() {
        assert!(is_serif("Times New Roman") && is_serif("Cambria"));
        assert!(!is_serif("MS Sans Serif") && !is_serif("Calibri"));
    }
}
