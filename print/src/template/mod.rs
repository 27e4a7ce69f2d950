//! Word templates that a customer edits: fields, rows, conditions, pictures.
//!
//! Here: reading a .docx template, healing its tags, filling it. Not here: how a PDF is made of
//! the result (`pdf`), what our own forms say (`builtin`). Called by hosts, the adapter for bases
//! without our extension, and the sandbox.

mod blocks;
mod engine;
mod error;
mod heal;
mod names;
mod pictures;
mod tag;
mod tidy;

use std::collections::BTreeSet;

use minijinja::Value;
use serde::Serialize;

pub use error::{FillError, TemplateError};

use crate::{
    docx::{Element, Limits, Package, Relations, main_part, parse, resolve, serialise},
    picture::Pictures,
};

/// A Word template, read and checked; fill it as often as needed.
///
/// | need | write in Word |
/// |---|---|
/// | field | `{{ seller.short }}`, formatted as its first letter is |
/// | rows | `{{ items.name }}` in a row of a table: the row repeats by itself; or rows `{% for i in items %}` and `{% endfor %}` around a row with `{{ i.name }}` |
/// | condition | `{% if vat.rate %}` … `{% else %}` … `{% endif %}`, each alone in a paragraph, or all in one paragraph |
/// | picture | any picture with the alternative text `{{ image seller.stamp }}` |
/// | QR code | any square picture with the alternative text `{{ qr payment }}` |
/// | letterhead | a picture that is no stamp: alternative text `{{ keep }}` |
/// | formats | `{{ total_kop \| words }}`, `{{ total_kop \| money }}`, `{{ date \| date_words }}`, `{{ date \| short_date }}`, `{{ terms.period \| dot }}` (ends with one full stop) |
///
/// Other filters: `upper`, `lower`, `capitalize`, `trim`, `join`, `default`, `length`, `first`, `last`.
/// There is no arithmetic on lists and no multiplication: sums are counted before.
///
/// `{{ stamps }}` tells whether stamps are shown. Headers, footers, footnotes and text boxes are filled too. Tags may be cut into runs by Word,
/// hold curly quotes and non-breaking spaces. Values are escaped: text of a customer is never read
/// as a tag or as markup.
#[derive(Debug, Clone)]
pub struct Template {
    package: Package,
    parts: Vec<(String, Element)>,
    numbering: Vec<String>,
}

/// How to fill a template.
#[derive(Debug, Clone, Copy)]
pub struct FillOptions<'p> {
    /// Whether stamps, signatures and QR codes are shown.
    ///
    /// Without them the document has no picture at all in its zip (the QR code goes too; it stays
    /// in the stamped variant), except those marked `{{ keep }}`.
    pub stamps: bool,
    /// Whether an unknown field is an error instead of an empty place.
    pub strict: bool,
    /// Stamps and signatures by name, `seller.stamp`.
    pub pictures: &'p Pictures,
}

static NO_PICTURES: Pictures = Pictures::new();

impl Default for FillOptions<'_> {
    /// No stamps, lenient.
    fn default() -> Self {
        Self {
            stamps: false,
            strict: false,
            pictures: &NO_PICTURES,
        }
    }
}

/// A filled template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filled {
    /// The document; the same input gives the same bytes.
    pub docx: Vec<u8>,
    /// Fields that the data does not have, sorted; they are empty in the document. A member of a
    /// list is `items[].name`.
    pub unresolved: Vec<String>,
    /// Pictures of the template that were taken out because there was nothing to show.
    pub dropped_pictures: Vec<String>,
}

impl Template {
    /// Reads a .docx with the default [`Limits`].
    ///
    /// # Errors
    /// [`TemplateError`] names the tag that does not read, the loop without an end, the limit.
    pub fn parse(docx: &[u8]) -> Result<Self, TemplateError> {
        Self::parse_within(docx, Limits::default())
    }

    /// Reads a .docx within `limits`.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse_within(docx: &[u8], limits: Limits) -> Result<Self, TemplateError> {
        let package = Package::read(docx, limits)?;
        let macros = package.get("[Content_Types].xml").unwrap_or_default();
        if macros.windows(12).any(|window| window == b"macroEnabled") {
            return Err(TemplateError::Macros);
        }
        let main = main_part(&package)?;
        let fault = |part: &str, source| TemplateError::Part {
            part: part.to_owned(),
            source,
        };
        let relations = Relations::of(&package, &main).map_err(|e| fault(&main, e))?;
        let with_text = ["/header", "/footer", "/footnotes", "/endnotes"];
        let related = |ends: &[&str]| -> BTreeSet<String> {
            let own = relations
                .iter()
                .filter(|r| !r.external && ends.iter().any(|e| r.kind.ends_with(e)));
            own.map(|r| resolve(&main, r.target)).collect()
        };
        let numbering = related(&["/numbering"]).into_iter().collect();
        let mut parts = Vec::new();
        for name in std::iter::once(main.clone()).chain(related(&with_text)) {
            let Some(bytes) = package.get(&name) else {
                continue;
            };
            let mut root = parse(bytes).map_err(|e| fault(&name, e))?;
            heal::heal(&mut root)?;
            blocks::settle(&mut root);
            blocks::check(&root)?;
            pictures::mark(&mut root)?;
            parts.push((name, root));
        }
        Ok(Self {
            package,
            parts,
            numbering,
        })
    }

    /// The fields that the template names, sorted; a member of a written loop is `items[].name`.
    pub fn fields(&self) -> Vec<String> {
        let mut fields = BTreeSet::new();
        for (_, root) in &self.parts {
            names::each_tag(root, &mut |_, paths| fields.extend(paths));
        }
        fields.into_iter().collect()
    }

    /// Fills the template with `data`, which serialises to an object.
    ///
    /// # Errors
    /// [`FillError::Unresolved`] in strict mode only; the others name the part and the fault.
    pub fn fill(
        &self,
        data: &impl Serialize,
        options: &FillOptions<'_>,
    ) -> Result<Filled, FillError> {
        let data = Value::from_serialize(data);
        let mut unresolved = BTreeSet::new();
        let mut rendered = Vec::new();
        for (name, root) in &self.parts {
            let mut root = root.clone();
            blocks::repeat_rows(&mut root, &data)?;
            collect_unknown(&root, &data, &mut unresolved);
            let (xml, empty) = engine::render(&mut root, name, &data, options.stamps)?;
            add_empty(&empty, &mut unresolved);
            rendered.push((name, xml));
        }
        let unresolved: Vec<String> = unresolved.into_iter().collect();
        if options.strict && !unresolved.is_empty() {
            return Err(FillError::Unresolved { names: unresolved });
        }
        let (docx, outcome) = self.assemble(rendered, options)?;
        let dropped_pictures = outcome.dropped.into_iter().collect();
        Ok(Filled {
            docx,
            unresolved,
            dropped_pictures,
        })
    }

    fn assemble(
        &self,
        rendered: Vec<(&String, String)>,
        options: &FillOptions<'_>,
    ) -> Result<(Vec<u8>, pictures::Outcome), FillError> {
        let mut package = self.package.clone();
        let mut outcome = pictures::Outcome::default();
        let mut drawings = 0;
        for (name, xml) in rendered {
            let fault = |source| FillError::Part {
                part: name.clone(),
                source,
            };
            let mut root = parse(xml.as_bytes()).map_err(fault)?;
            pictures::settle(&mut package, name, &mut root, options, &mut outcome)?;
            tidy::tidy(&mut root, &mut drawings);
            package.put(name, serialise(&root).into_bytes());
        }
        if !options.stamps {
            for part in &self.numbering {
                pictures::strip_bullets(&mut package, part)?;
            }
        }
        pictures::sweep(&mut package)?;
        let left = package.names().find(|name| pictures::is_media(name));
        if let Some(part) = left.filter(|_| !options.stamps && !outcome.kept) {
            return Err(FillError::PictureLeft {
                part: part.to_owned(),
            });
        }
        Ok((package.write()?, outcome))
    }
}

fn collect_unknown(root: &Element, data: &Value, unresolved: &mut BTreeSet<String>) {
    names::each_tag(root, &mut |tag, paths| {
        if !tag.asks_for_existence() {
            unresolved.extend(paths.into_iter().filter(|path| !names::has(data, path)));
        }
    });
}

/// A value that came out empty although its names are known is listed by its text.
fn add_empty(tags: &[tag::Tag], unresolved: &mut BTreeSet<String>) {
    for tag in tags {
        let named = tag.paths().iter().any(|path| {
            let last = path.rsplit('.').next().unwrap_or(path);
            unresolved
                .iter()
                .any(|known| known == path || known.ends_with(&format!(".{last}")))
        });
        if !named {
            unresolved.insert(tag.inner.clone());
        }
    }
}
