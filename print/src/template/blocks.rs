//! Loops and conditions over paragraphs and rows.
//!
//! A paragraph or a row whose only text is one statement is that statement. A row that reads a
//! member of a list repeats by itself.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::docx::{Element, Node};

use super::{
    error::{FillError, TemplateError},
    names::lookup,
    tag::{Kind, Tag},
};

/// The name that a row which repeats by itself gives to the member of its list.
const ROW: &str = "docflow_row";

/// Turns paragraphs and rows that hold one statement into that statement.
pub(super) fn settle(element: &mut Element) {
    for node in &mut element.children {
        let Some(child) = node.element_mut() else {
            continue;
        };
        let lone = match child.name.as_str() {
            "w:tr" => lone_statement(child),
            "w:p" if !keeps_more_than_text(child) => lone_statement(child),
            _ => None,
        };
        match lone {
            Some(tag) => *node = Node::Tag(tag),
            None => settle(child),
        }
    }
}

/// A section break or a picture must not vanish with the statement.
fn keeps_more_than_text(paragraph: &Element) -> bool {
    paragraph.any(&mut |e| {
        matches!(
            e.name.as_str(),
            "w:sectPr" | "w:drawing" | "w:pict" | "w:object"
        )
    })
}

fn lone_statement(element: &Element) -> Option<String> {
    let mut tags = Vec::new();
    let mut text = false;
    element.walk(&mut |inner| {
        if inner.is("w:t") {
            for node in &inner.children {
                match node {
                    Node::Tag(tag) => tags.push(tag.clone()),
                    Node::Text(other) => text |= !other.trim().is_empty(),
                    Node::Element(_) | Node::Verbatim(_) => {}
                }
            }
        }
    });
    let [tag] = <[String; 1]>::try_from(tags).ok()?;
    (!text && tag.starts_with("{%")).then_some(tag)
}

/// Where a tag stands; an opening and its end must agree, or the filled XML would not close.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// The element that holds a bare tag, or the paragraph of a tag in text.
    holder: usize,
    /// Names of the elements between the paragraph and the text.
    way: Vec<String>,
}

/// Checks that every loop and condition closes in the kind of place where it opens.
pub(super) fn check(root: &Element) -> Result<(), TemplateError> {
    let mut checker = Checker {
        next: 0,
        open: Vec::new(),
    };
    checker.walk(
        root,
        &Place {
            holder: 0,
            way: Vec::new(),
        },
    )?;
    match checker.open.pop() {
        Some((tag, _)) => Err(structure(&tag, "no end")),
        None => Ok(()),
    }
}

struct Checker {
    next: usize,
    open: Vec<(Tag, Place)>,
}

impl Checker {
    fn walk(&mut self, element: &Element, place: &Place) -> Result<(), TemplateError> {
        for node in &element.children {
            match node {
                Node::Tag(source) => {
                    if let Some(tag) = Tag::reread(source) {
                        self.meet(tag, place)?;
                    }
                }
                Node::Element(child) => {
                    self.next += 1;
                    let here = if place.way.is_empty() && !child.is("w:p") {
                        Place {
                            holder: self.next,
                            way: Vec::new(),
                        }
                    } else if child.is("w:p") {
                        Place {
                            holder: self.next,
                            way: vec![child.name.clone()],
                        }
                    } else {
                        let way = place.way.iter().chain([&child.name]).cloned().collect();
                        Place {
                            holder: place.holder,
                            way,
                        }
                    };
                    self.walk(child, &here)?;
                }
                Node::Text(_) | Node::Verbatim(_) => {}
            }
        }
        Ok(())
    }

    fn meet(&mut self, tag: Tag, place: &Place) -> Result<(), TemplateError> {
        let opener = match tag.kind {
            Kind::Value => return Ok(()),
            Kind::For | Kind::If => {
                self.open.push((tag, place.clone()));
                return Ok(());
            }
            Kind::Else => self.open.last().cloned(),
            Kind::EndFor | Kind::EndIf => self.open.pop(),
        };
        let Some((opener, opened_at)) = opener else {
            return Err(structure(&tag, "no beginning"));
        };
        let crossed = matches!(
            (opener.kind, tag.kind),
            (Kind::For, Kind::EndIf) | (Kind::If, Kind::EndFor)
        );
        if !crossed && opened_at == *place {
            return Ok(());
        }
        Err(structure(&opener, &tag.source()))
    }
}

fn structure(tag: &Tag, found: &str) -> TemplateError {
    TemplateError::Structure {
        tag: tag.source(),
        found: found.to_owned(),
    }
}

/// Puts a loop around each row that reads members of a list of `data`.
pub(super) fn repeat_rows(root: &mut Element, data: &Value) -> Result<(), FillError> {
    let mut bound = Vec::new();
    repeat_in(root, data, &mut bound)
}

fn repeat_in(
    element: &mut Element,
    data: &Value,
    bound: &mut Vec<String>,
) -> Result<(), FillError> {
    let mut children = Vec::with_capacity(element.children.len());
    for mut node in std::mem::take(&mut element.children) {
        if let Node::Tag(source) = &node {
            track(source, bound);
        }
        let list = match node.element_mut() {
            Some(row) if row.is("w:tr") => list_of_row(row, data, bound)?,
            _ => None,
        };
        if let (Some(list), Some(row)) = (list, node.element_mut()) {
            rename(row, &list);
            children.push(Node::Tag(format!("{{% for {ROW} in {list} %}}")));
            children.push(node);
            children.push(Node::Tag("{% endfor %}".to_owned()));
            continue;
        }
        if let Some(child) = node.element_mut() {
            repeat_in(child, data, bound)?;
        }
        children.push(node);
    }
    element.children = children;
    Ok(())
}

/// Keeps the names that loops around this place bring in.
fn track(source: &str, bound: &mut Vec<String>) {
    match Tag::reread(source) {
        Some(tag) if tag.kind == Kind::For => bound.push(tag.binds().join(",")),
        Some(tag) if tag.kind == Kind::EndFor => {
            bound.pop();
        }
        _ => {}
    }
}

fn list_of_row(row: &Element, data: &Value, bound: &[String]) -> Result<Option<String>, FillError> {
    let mut lists = BTreeSet::new();
    for tag in tags_of(row) {
        for path in tag.paths() {
            let root = path.split('.').next().unwrap_or_default();
            let is_bound = bound
                .iter()
                .any(|names| names.split(',').any(|name| name == root));
            if !is_bound {
                lists.extend(list_prefix(&path, data));
            }
        }
    }
    let mut lists = lists.into_iter();
    match (lists.next(), lists.next()) {
        (Some(first), Some(second)) => Err(FillError::TwoLists { first, second }),
        (first, _) => Ok(first),
    }
}

fn tags_of(row: &Element) -> Vec<Tag> {
    let mut tags = Vec::new();
    row.walk(&mut |element| {
        for node in &element.children {
            if let Node::Tag(source) = node {
                tags.extend(Tag::reread(source));
            }
        }
    });
    tags
}

/// The shortest head of `path` that is a list in `data` and has a member after it.
fn list_prefix(path: &str, data: &Value) -> Option<String> {
    path.match_indices('.')
        .map(|(at, _)| path.get(..at).unwrap_or_default())
        .find_map(|head| {
            let value = lookup(data, head)?;
            (value.kind() == minijinja::value::ValueKind::Seq).then(|| head.to_owned())
        })
}

fn rename(row: &mut Element, list: &str) {
    row.walk_mut(&mut |element| {
        for node in &mut element.children {
            if let Node::Tag(source) = node
                && let Some(tag) = Tag::reread(source)
            {
                *source = tag.renamed(list, ROW).source();
            }
        }
    });
}
