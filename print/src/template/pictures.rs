//! Pictures of a template: stamps, signatures and QR codes by alternative text.
//!
//! A picture whose alternative text is `{{ image seller.stamp }}` or `{{ qr payment }}` keeps its
//! place and size and gets new contents. Without contents, or in an unstamped document, it goes,
//! and with it the file and the relationship. `{{ keep }}` marks what is no stamp (a letterhead).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    docx::{
        Element, Node, Package, Relations, TreeError, add_png_and_jpeg_types, parse, resolve,
        serialise,
    },
    picture::{Format, Picture},
    qr,
};

use super::{
    FillOptions,
    error::{FillError, TemplateError},
    tag::Tag,
};

/// Stands inside `wp:docPr` from reading to filling; never written to a document.
const MARK: &str = "docflow-picture";

/// Moves tags from alternative texts to where the engine fills them.
pub(super) fn mark(root: &mut Element) -> Result<(), TemplateError> {
    let mut result = Ok(());
    root.walk_mut(&mut |element| {
        if element.name.ends_with(":docPr") && result.is_ok() {
            result = mark_one(element);
        }
    });
    result
}

fn mark_one(properties: &mut Element) -> Result<(), TemplateError> {
    let Some(text) = properties.attribute("descr") else {
        return Ok(());
    };
    let text = quick_xml::escape::unescape(text)
        .unwrap_or_default()
        .replace('\u{a0}', " ");
    let Some(inner) = text
        .trim()
        .strip_prefix("{{")
        .and_then(|t| t.strip_suffix("}}"))
    else {
        return Ok(());
    };
    let (kind, name) = inner.trim().split_once(' ').unwrap_or((inner.trim(), ""));
    let mut mark = Element::new(MARK);
    mark.set_attribute("kind", kind.to_owned());
    match (kind, name.trim()) {
        ("keep", "") => {}
        ("image", name) if !name.is_empty() => mark.set_attribute("name", name.to_owned()),
        ("qr", name) if !name.is_empty() => {
            let tag = Tag::parse(&format!("{{{{ {name} }}}}"))?;
            mark.children.push(Node::Tag(tag.source()));
        }
        _ => {
            return Err(TemplateError::Syntax {
                tag: text.trim().to_owned(),
                reason:
                    "expected {{ image name }}, {{ qr name }} or {{ keep }} as the alternative text"
                        .to_owned(),
            });
        }
    }
    properties.children.push(Node::Element(mark));
    Ok(())
}

/// What happened to the pictures of a document.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) dropped: BTreeSet<String>,
    pub(super) kept: bool,
    media: BTreeMap<Vec<u8>, String>,
}

/// Gives the pictures of one filled part their contents, or takes them out.
pub(super) fn settle(
    package: &mut Package,
    part: &str,
    root: &mut Element,
    options: &FillOptions<'_>,
    outcome: &mut Outcome,
) -> Result<(), FillError> {
    let fault = |source| FillError::Part {
        part: part.to_owned(),
        source,
    };
    let mut relations = Relations::of(package, part).map_err(fault)?;
    let mut work = Work {
        package,
        part,
        relations: &mut relations,
        options,
        outcome,
    };
    work.element(root)?;
    clean(root);
    let used = used_relations(root);
    relations.retain(|r| !is_embedded(r.kind) || used.contains(r.id));
    relations.store(package);
    Ok(())
}

struct Work<'w> {
    package: &'w mut Package,
    part: &'w str,
    relations: &'w mut Relations,
    options: &'w FillOptions<'w>,
    outcome: &'w mut Outcome,
}

enum Fate {
    Stays,
    Goes,
    Becomes(Picture),
}

impl Work<'_> {
    fn element(&mut self, element: &mut Element) -> Result<(), FillError> {
        if element.is("mc:AlternateContent") && find_mark(element).is_some() {
            // The fallback for old readers would still show the template's own picture.
            element.prune(&mut |e| e.is("mc:Fallback"));
        }
        let mut children = Vec::with_capacity(element.children.len());
        for mut node in std::mem::take(&mut element.children) {
            if let Some(child) = node.element_mut() {
                let fate = if is_holder(child) {
                    self.fate(child)?
                } else {
                    Fate::Stays
                };
                match fate {
                    Fate::Goes => continue,
                    Fate::Becomes(picture) => self.replace(child, &picture)?,
                    Fate::Stays => self.element(child)?,
                }
            }
            children.push(node);
        }
        element.children = children;
        Ok(())
    }

    fn fate(&mut self, holder: &Element) -> Result<Fate, FillError> {
        let Some(mark) = find_mark(holder) else {
            return Ok(if self.options.stamps || !shows_picture(holder) {
                Fate::Stays
            } else {
                Fate::Goes
            });
        };
        let kind = mark.attribute("kind").unwrap_or_default();
        if kind == "keep" {
            self.outcome.kept = true;
            return Ok(Fate::Stays);
        }
        let contents = match kind {
            _ if !self.options.stamps => None,
            "qr" => qr_of(mark)?,
            _ => mark
                .attribute("name")
                .and_then(|name| self.options.pictures.get(name))
                .cloned(),
        };
        if contents.is_none() {
            self.outcome
                .dropped
                .insert(mark.attribute("name").unwrap_or("qr").to_owned());
        }
        Ok(contents.map_or(Fate::Goes, Fate::Becomes))
    }

    fn replace(&mut self, holder: &mut Element, picture: &Picture) -> Result<(), FillError> {
        let target = self.media(picture)?;
        let id = self.relations.add_image(&target);
        holder.walk_mut(&mut |element| {
            if element.is("a:blip") {
                element.attributes.retain(|(name, _)| name != "r:link");
                element.set_attribute("r:embed", id.clone());
                // An extension may hold the template's picture once more, as SVG.
                element.prune(&mut |e| e.is("a:extLst"));
            }
        });
        Ok(())
    }

    fn new_media_name(&self, format: Format) -> String {
        let ending = match format {
            Format::Png => "png",
            Format::Jpeg => "jpeg",
        };
        format!(
            "word/media/docflow{}.{ending}",
            self.outcome.media.len() + 1
        )
    }

    /// The target of the media part with these bytes; one part however often it is shown.
    fn media(&mut self, picture: &Picture) -> Result<String, FillError> {
        let name = if let Some(name) = self.outcome.media.get(picture.bytes()) {
            name.clone()
        } else {
            let name = self.new_media_name(picture.format());
            self.package.put(&name, picture.bytes().to_vec());
            add_png_and_jpeg_types(self.package).map_err(|source| FillError::Part {
                part: "[Content_Types].xml".into(),
                source,
            })?;
            self.outcome
                .media
                .insert(picture.bytes().to_vec(), name.clone());
            name
        };
        // From the folder of the part, so that headers in another folder work too.
        let depth = self.part.matches('/').count();
        Ok(match self.part.split_once('/') {
            Some(("word", _)) if depth == 1 => name.trim_start_matches("word/").to_owned(),
            _ => format!("/{name}"),
        })
    }
}

fn qr_of(mark: &Element) -> Result<Option<Picture>, FillError> {
    let payload: String = mark
        .children
        .iter()
        .filter_map(|n| {
            if let Node::Text(text) = n {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect();
    if payload.is_empty() {
        return Ok(None);
    }
    qr::symbol_png(&payload).map(Some).ok_or(FillError::Qr {
        bytes: payload.len(),
    })
}

fn is_holder(element: &Element) -> bool {
    matches!(
        element.name.as_str(),
        "w:drawing" | "w:pict" | "w:object" | "w:background" | "w:numPicBullet"
    )
}

fn shows_picture(holder: &Element) -> bool {
    holder.is("w:numPicBullet")
        || holder.any(&mut |e| {
            matches!(e.name.as_str(), "a:blip" | "v:imagedata" | "asvg:svgBlip")
                || (e.is("v:fill") && e.attribute("r:id").is_some())
        })
}

fn find_mark(element: &Element) -> Option<&Element> {
    if element.is(MARK) {
        return Some(element);
    }
    element.elements().find_map(find_mark)
}

/// Takes our marks and the tags out of what is left.
fn clean(root: &mut Element) {
    root.walk_mut(&mut |element| {
        let Some(kind) = element
            .elements()
            .find(|e| e.is(MARK))
            .and_then(|m| m.attribute("kind"))
        else {
            return;
        };
        let text = if kind == "qr" {
            "QR-код для оплаты"
        } else {
            ""
        };
        element.set_attribute("descr", text.to_owned());
        element
            .children
            .retain(|node| node.element().is_none_or(|e| !e.is(MARK)));
    });
}

fn used_relations(root: &Element) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    root.walk(&mut |element| {
        let ids = element
            .attributes
            .iter()
            .filter(|(name, _)| name.starts_with("r:") || name.starts_with("o:rel"));
        used.extend(ids.map(|(_, value)| value.clone()));
    });
    used
}

fn is_embedded(kind: &str) -> bool {
    ["/image", "/oleObject", "/package", "/hdphoto"]
        .iter()
        .any(|end| kind.ends_with(end))
}

/// Numbering with picture bullets keeps its text and loses the pictures.
pub(super) fn strip_bullets(package: &mut Package, part: &str) -> Result<(), FillError> {
    let fault = |source: TreeError| FillError::Part {
        part: part.to_owned(),
        source,
    };
    let Some(bytes) = package.get(part) else {
        return Ok(());
    };
    let mut root = parse(bytes).map_err(fault)?;
    if !root.any(&mut |e| e.is("w:numPicBullet")) {
        return Ok(());
    }
    root.prune(&mut |e| e.is("w:numPicBullet") || e.is("w:lvlPicBulletId"));
    let mut relations = Relations::of(package, part).map_err(fault)?;
    relations.retain(|r| !is_embedded(r.kind));
    relations.store(package);
    package.put(part, serialise(&root).into_bytes());
    Ok(())
}

/// Drops the thumbnail of the template and every picture that no part refers to any more.
pub(super) fn sweep(package: &mut Package) -> Result<(), FillError> {
    let fault = |source| FillError::Part {
        part: "_rels".into(),
        source,
    };
    let mut root = Relations::of(package, "").map_err(fault)?;
    root.retain(|r| !r.kind.ends_with("/thumbnail"));
    root.store(package);
    let mut targets = BTreeSet::new();
    for name in package.names().map(str::to_owned).collect::<Vec<_>>() {
        let Some(part) = part_of_rels(&name) else {
            continue;
        };
        let relations = Relations::of(package, &part).map_err(fault)?;
        targets.extend(
            relations
                .iter()
                .filter(|r| !r.external)
                .map(|r| resolve(&part, r.target)),
        );
    }
    let orphans: Vec<String> = package
        .names()
        .filter(|n| is_media(n) && !targets.contains(*n))
        .map(str::to_owned)
        .collect();
    for name in orphans {
        package.remove(&name);
    }
    Ok(())
}

/// `word/_rels/document.xml.rels` → `word/document.xml`.
fn part_of_rels(name: &str) -> Option<String> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let folder = folder.strip_suffix("_rels")?;
    Some(format!("{folder}{}", file.strip_suffix(".rels")?))
}

/// A picture, or a file inside the document that may hold one.
pub(super) fn is_media(name: &str) -> bool {
    let ending = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    name.contains("/media/")
        || name.contains("/embeddings/")
        || name.starts_with("docProps/thumbnail")
        || [
            "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "wdp",
        ]
        .contains(&ending.as_str())
}
