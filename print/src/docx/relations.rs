//! Relationships between parts, and content types.

use super::{Element, Node, Package, PackageError, TreeError, parse, serialise};

const IMAGE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

/// The relationships of one part, as its `_rels/….rels` holds them.
#[derive(Debug)]
pub(crate) struct Relations {
    part: String,
    root: Element,
    changed: bool,
}

/// One relationship.
pub(crate) struct Relation<'r> {
    pub(crate) id: &'r str,
    pub(crate) kind: &'r str,
    pub(crate) target: &'r str,
    pub(crate) external: bool,
}

impl Relations {
    /// Those of `part`; empty when it has none.
    pub(crate) fn of(package: &Package, part: &str) -> Result<Self, TreeError> {
        let root = match package.get(&rels_name(part)) {
            Some(bytes) => parse(bytes)?,
            None => parse(EMPTY.as_bytes())?,
        };
        Ok(Self {
            part: part.to_owned(),
            root,
            changed: false,
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Relation<'_>> {
        self.root
            .elements()
            .flat_map(Element::elements)
            .filter_map(|element| {
                Some(Relation {
                    id: element.attribute("Id")?,
                    kind: element.attribute("Type")?,
                    target: element.attribute("Target")?,
                    external: element.attribute("TargetMode") == Some("External"),
                })
            })
    }

    /// A new image relationship to `target` (relative to the part's folder); its id.
    pub(crate) fn add_image(&mut self, target: &str) -> String {
        // One more than there are: at least one of so many names is free.
        let id = (1..=self.iter().count() + 1)
            .map(|n| format!("rIdPic{n}"))
            .find(|id| self.iter().all(|r| r.id != id))
            .unwrap_or_default();
        let mut relation = Element::new("Relationship");
        relation.set_attribute("Id", id.clone());
        relation.set_attribute("Type", IMAGE.to_owned());
        relation.set_attribute("Target", target.to_owned());
        if let Some(list) = self.root.children.iter_mut().find_map(Node::element_mut) {
            list.children.push(Node::Element(relation));
        }
        self.changed = true;
        id
    }

    /// Keeps the relationships for which `keep` says so.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&Relation<'_>) -> bool) {
        let before = self.iter().count();
        let gone: Vec<String> = self
            .iter()
            .filter(|r| !keep(r))
            .map(|r| r.id.to_owned())
            .collect();
        self.root.prune(&mut |e| {
            e.is("Relationship")
                && e.attribute("Id")
                    .is_some_and(|id| gone.iter().any(|g| g == id))
        });
        self.changed |= self.iter().count() != before;
    }

    pub(crate) fn store(self, package: &mut Package) {
        if self.changed {
            package.put(&rels_name(&self.part), serialise(&self.root).into_bytes());
        }
    }
}

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";

/// `word/document.xml` → `word/_rels/document.xml.rels`.
fn rels_name(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The part that `target` means when `part` says it.
pub(crate) fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = part.split('/').collect();
    path.pop();
    for piece in target.split('/') {
        match piece {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            _ => path.push(piece),
        }
    }
    path.join("/")
}

/// The name of the main document part, by the relationships of the package.
pub(crate) fn main_part(package: &Package) -> Result<String, PackageError> {
    let none = PackageError::NoPart {
        part: "officeDocument",
    };
    let relations = Relations::of(package, "").map_err(|_| PackageError::NoPart {
        part: "_rels/.rels",
    })?;
    let main = relations
        .iter()
        .find(|r| r.kind.ends_with("/officeDocument") && !r.external)
        .map(|r| resolve("", r.target));
    main.filter(|name| package.get(name).is_some()).ok_or(none)
}

/// Lets parts that end in `.png` and `.jpeg` be pictures.
pub(crate) fn add_png_and_jpeg_types(package: &mut Package) -> Result<(), TreeError> {
    const NAME: &str = "[Content_Types].xml";
    let Some(bytes) = package.get(NAME) else {
        return Ok(());
    };
    let mut root = parse(bytes)?;
    let Some(types) = root.children.iter_mut().find_map(Node::element_mut) else {
        return Ok(());
    };
    for (extension, kind) in [("png", "image/png"), ("jpeg", "image/jpeg")] {
        let known = types.elements().any(|e| {
            e.is("Default")
                && e.attribute("Extension")
                    .is_some_and(|x| x.eq_ignore_ascii_case(extension))
        });
        if !known {
            let mut default = Element::new("Default");
            default.set_attribute("Extension", extension.to_owned());
            default.set_attribute("ContentType", kind.to_owned());
            // The schema lets Default and Override stand in any order.
            types.children.insert(0, Node::Element(default));
        }
    }
    package.put(NAME, serialise(&root).into_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{rels_name, resolve};

    #[test]
    fn targets_are_read_from_the_folder_of_their_part() {
        assert_eq!(
            resolve("word/document.xml", "media/a.png"),
            "word/media/a.png"
        );
        assert_eq!(
            resolve("word/document.xml", "../media/a.png"),
            "media/a.png"
        );
        assert_eq!(resolve("word/document.xml", "/word/a.png"), "word/a.png");
        assert_eq!(rels_name("word/header1.xml"), "word/_rels/header1.xml.rels");
        assert_eq!(rels_name(""), "_rels/.rels");
    }
}
