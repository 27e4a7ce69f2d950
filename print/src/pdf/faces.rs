//! Faces for the copy of a document that the layout engine reads.
//!
//! In the copy every family becomes Liberation Serif or Liberation Sans, and the copy embeds
//! their faces: the engine looks there before it looks on the machine, so that pages do not
//! depend on it. ₽, which the faces do not have, becomes «руб.». The document of the client is
//! not touched.
//!
//! The faces are Liberation 2.x under the SIL Open Font License 1.1, unchanged; they carry its
//! notice in their name tables.

use std::fmt::Write as _;

use crate::docx::{Element, Node, Package, TreeError, parse, serialise};

/// A family: its name, the prefix of its files, its faces in the order of `STYLES`.
struct Family {
    name: &'static str,
    short: &'static str,
    faces: [&'static [u8]; 4],
}

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

/// Metrics of Times New Roman.
static SERIF: Family = Family {
    name: "Liberation Serif",
    short: "serif",
    faces: [
        face!("serif-regular"),
        face!("serif-bold"),
        face!("serif-italic"),
        face!("serif-bolditalic"),
    ],
};
/// Metrics of Arial.
static SANS: Family = Family {
    name: "Liberation Sans",
    short: "sans",
    faces: [
        face!("sans-regular"),
        face!("sans-bold"),
        face!("sans-italic"),
        face!("sans-bolditalic"),
    ],
};

/// Families with the look of Times.
const SERIF_NAMES: [&str; 9] = [
    "times", "serif", "cambria", "georgia", "garamond", "antiqua", "palatino", "bookman", "century",
];
/// Symbol fonts: letters of another face in their place would be wrong signs.
const SYMBOL_NAMES: [&str; 4] = ["symbol", "wingdings", "webdings", "marlett"];

/// Renames the families of `package` and embeds their faces.
pub(super) fn substitute(package: &mut Package) -> Result<(), TreeError> {
    rename_families(package)?;
    let mut fonts = String::new();
    let mut relations = String::new();
    for family in [&SERIF, &SANS] {
        let _ = write!(fonts, "<w:font w:name=\"{}\">", family.name);
        for ((at, style), bytes) in STYLES.iter().enumerate().zip(family.faces) {
            let id = format!("{}{at}", family.short);
            package.put(&format!("word/fonts/{id}.ttf"), bytes.to_vec());
            let _ = write!(fonts, "<w:{style} r:id=\"{id}\"/>");
            let _ = write!(
                relations,
                "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/font\" Target=\"fonts/{id}.ttf\"/>"
            );
        }
        fonts.push_str("</w:font>");
    }
    package.put("word/fontTable.xml", format!("<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{fonts}</w:fonts>").into_bytes());
    package.put("word/_rels/fontTable.xml.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>").into_bytes());
    Ok(())
}

/// In runs, styles, numbering, drawings and the theme.
fn rename_families(package: &mut Package) -> Result<(), TreeError> {
    let is_text = |name: &&str| {
        let (path, ending) = name.rsplit_once('.').unwrap_or_default();
        path.starts_with("word/") && ending == "xml" && path != "word/fontTable"
    };
    let parts: Vec<String> = package.names().filter(is_text).map(str::to_owned).collect();
    for part in parts {
        let mut root = parse(package.get(&part).unwrap_or_default())?;
        root.walk_mut(&mut rename_in);
        package.put(&part, serialise(&root).into_bytes());
    }
    Ok(())
}

fn rename_in(element: &mut Element) {
    let keys: &[&str] = match element.name.as_str() {
        "w:rFonts" => &["w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"],
        "a:latin" | "a:cs" | "a:ea" => &["typeface"],
        "w:t" => return spell_out_rouble(element),
        _ => return,
    };
    for key in keys {
        if let Some(family) = element.attribute(key).and_then(stand_in) {
            element.set_attribute(key, family.name.to_owned());
        }
    }
}

/// No Liberation face has ₽: a sign that is not drawn would be worse than the word.
fn spell_out_rouble(text: &mut Element) {
    for node in &mut text.children {
        if let Node::Text(text) = node {
            *text = text.replace('₽', "руб.");
        }
    }
}

/// The family that is drawn instead; none for symbols and for references to the theme.
fn stand_in(name: &str) -> Option<&'static Family> {
    let lower = name.to_lowercase();
    let symbols = SYMBOL_NAMES.iter().any(|symbol| lower.contains(symbol));
    if lower.is_empty() || lower.starts_with('+') || symbols {
        return None;
    }
    let serif = SERIF_NAMES.iter().any(|name| lower.contains(name)) && !lower.contains("sans");
    Some(if serif { &SERIF } else { &SANS })
}

#[cfg(test)]
mod tests {
    use super::{stand_in, substitute};
    use crate::docx::Package;

    #[test]
    fn the_copy_names_and_embeds_liberation_faces_only() {
        let mut package = Package::default();
        let styles = "<w:styles><w:rFonts w:ascii=\"Times New Roman\" w:cs=\"Wingdings\" w:hAnsi=\"Calibri\"/></w:styles>";
        package.put("word/styles.xml", styles.as_bytes().to_vec());
        substitute(&mut package).unwrap();
        assert_eq!(
            package.get("word/styles.xml").unwrap(),
            b"<w:styles><w:rFonts w:ascii=\"Liberation Serif\" w:cs=\"Wingdings\" w:hAnsi=\"Liberation Sans\"/></w:styles>"
        );
        assert!(
            package
                .get("word/fonts/serif3.ttf")
                .unwrap()
                .starts_with(&[0, 1, 0, 0])
        );
        assert!(package.get("word/fonts/sans0.ttf").is_some());
    }

    #[test]
    fn the_rouble_sign_is_a_word_in_the_copy() {
        let mut package = Package::default();
        package.put(
            "word/document.xml",
            "<w:p><w:t>5\u{a0}₽</w:t></w:p>".as_bytes().to_vec(),
        );
        substitute(&mut package).unwrap();
        let document = package.get("word/document.xml").unwrap();
        assert_eq!(document, "<w:p><w:t>5\u{a0}руб.</w:t></w:p>".as_bytes());
    }

    #[test]
    fn serif_families_are_told_from_the_rest() {
        let name = |family| stand_in(family).map(|f| f.name);
        assert_eq!(name("Cambria"), Some("Liberation Serif"));
        assert_eq!(name("PT Astra Serif"), Some("Liberation Serif"));
        assert_eq!(name("MS Sans Serif"), Some("Liberation Sans"));
        assert_eq!(name("+mn-lt"), None);
    }
}
