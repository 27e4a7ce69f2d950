//! A small reader of docx: its words, and whatever could be a picture.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// The parts of a docx by name.
pub(crate) struct Docx {
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
}

impl Docx {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = (0..archive.len()).map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().to_owned(), bytes)
        });
        Self {
            parts: parts.collect(),
        }
    }

    fn part(&self, name: &str) -> &str {
        std::str::from_utf8(&self.parts[name]).unwrap()
    }

    /// The body.
    pub(crate) fn body(&self) -> String {
        text(self.part("word/document.xml"))
    }

    /// Headers and footers that stand on a page: those that a section of the body names.
    ///
    /// A field is written as its name in braces: `{PAGE}`.
    pub(crate) fn margins(&self) -> Vec<String> {
        let targets = self.relations();
        let references = elements(self.part("word/document.xml"))
            .into_iter()
            .filter(|(name, _)| name == "w:footerReference" || name == "w:headerReference");
        references
            .map(|(_, attributes)| {
                text(self.part(&format!("word/{}", targets[&attributes["r:id"]])))
            })
            .collect()
    }

    fn relations(&self) -> BTreeMap<String, String> {
        elements(self.part("word/_rels/document.xml.rels"))
            .into_iter()
            .filter(|(name, _)| name == "Relationship")
            .map(|(_, it)| (it["Id"].clone(), it["Target"].clone()))
            .collect()
    }

    /// Everything that is a picture, belongs to one or leads to one.
    pub(crate) fn pictures(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, bytes) in &self.parts {
            let is_xml = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
            if !is_xml {
                found.push(format!("part {name}"));
                continue;
            }
            let xml = std::str::from_utf8(bytes).unwrap();
            for (element, attributes) in elements(xml) {
                let drawn = ["w:drawing", "w:pict", "w:object", "pic:pic", "v:imagedata"]
                    .contains(&element.as_str());
                let kind = attributes.get("Type").cloned().unwrap_or_default();
                let leads = element == "Relationship"
                    && ["/image", "/oleObject", "/package", "/chart"]
                        .iter()
                        .any(|end| kind.ends_with(end));
                if drawn || leads {
                    found.push(format!("{element} in {name}"));
                }
            }
        }
        found
    }
}

type Attributes = BTreeMap<String, String>;

/// Every element with its attributes, in order.
fn elements(xml: &str) -> Vec<(String, Attributes)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(one) | Event::Empty(one) => found.push((name(&one), attributes(&one))),
            Event::Eof => return found,
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn name(element: &BytesStart<'_>) -> String {
    String::from_utf8(element.name().as_ref().to_vec()).unwrap()
}

fn attributes(element: &BytesStart<'_>) -> Attributes {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let one =
        |it: quick_xml::events::attributes::Attribute<'_>| (text(it.key.as_ref()), text(&it.value));
    element.attributes().map(Result::unwrap).map(one).collect()
}

/// The text of a part: a paragraph is a line; of a field its name, not its last value.
fn text(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut text, mut inside, mut in_field) = (String::new(), None, false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(one) => match name(&one).as_str() {
                "w:t" if !in_field => inside = Some(false),
                "w:instrText" => inside = Some(true),
                _ => {}
            },
            Event::Empty(one) => match name(&one).as_str() {
                "w:br" | "w:tab" => text.push(' '),
                "w:fldChar" => in_field = attributes(&one)["w:fldCharType"] != "end",
                _ => {}
            },
            Event::End(one) => match one.name().as_ref() {
                b"w:t" | b"w:instrText" => inside = None,
                b"w:p" => text.push('\n'),
                _ => {}
            },
            Event::Text(words) => match inside {
                Some(true) => text.extend(["{", words.decode().unwrap().trim(), "}"]),
                Some(false) => text += &words.decode().unwrap(),
                None => {}
            },
            Event::GeneralRef(one) if inside.is_some() => {
                let entity = format!("&{};", one.decode().unwrap());
                text += &quick_xml::escape::unescape(&entity).unwrap();
            }
            Event::Eof => return text,
            Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}
