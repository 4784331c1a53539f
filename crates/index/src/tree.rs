//! The tree of a framework in the form the computation runs over.

use std::collections::HashMap;
use std::ops::Range;

use crate::framework::{Framework, FrameworkError, FrameworkErrorKind};
use crate::nearest::nearest;

/// The nodes of a framework in post-order: every child stands before its parent, the root is last.
/// The indicators under any node are a contiguous range.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    nodes: Vec<TreeNode>,
    /// The children of all nodes, one node after the other, in the order of the framework.
    children: Vec<usize>,
    /// The positions of the indicators in `nodes`, ascending.
    indicators: Vec<usize>,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeNode {
    /// Where its definition stands in the framework.
    pub definition: Definition,
    /// The position of its parent; `None` for the root.
    pub parent: Option<usize>,
    /// 1 for an indicator, otherwise one more than its highest child.
    pub level: u32,
    /// The indicators under it (itself for an indicator), by their order in [`Tree::indicators`].
    pub indicators: Range<usize>,
    children: Range<usize>,
}

/// Where the definition of a node of the tree stands in the framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definition {
    /// In `nodes`, at this position.
    Node(usize),
    /// In `indicators`, at this position.
    Indicator(usize),
}

impl Tree {
    /// Compiles the tree of a framework.
    ///
    /// # Errors
    /// Duplicate ids, an unknown parent, a cycle, no root or several, a node without indicators.
    pub fn compile(framework: &Framework) -> Result<Tree, FrameworkError> {
        let nodes = &framework.nodes;
        let error = |line, kind| FrameworkError {
            file: framework.file.clone(),
            line: Some(line),
            kind: Box::new(kind),
        };

        let mut lines = HashMap::new();
        let definitions = nodes.iter().map(|node| (&node.id, node.line));
        let indicators = framework.indicators.iter();
        for (id, line) in definitions.chain(indicators.map(|i| (&i.id, i.line))) {
            if let Some(first_line) = lines.insert(id.as_str(), line) {
                let id = id.clone();
                return Err(error(
                    line,
                    FrameworkErrorKind::DuplicateId { id, first_line },
                ));
            }
        }

        let position: HashMap<&str, usize> = nodes
            .iter()
            .enumerate()
            .map(|(position, node)| (node.id.as_str(), position))
            .collect();
        let find_parent = |id: &str, parent: &str, line| {
            position.get(parent).copied().ok_or_else(|| {
                let kind = FrameworkErrorKind::UnknownParent {
                    id: id.to_owned(),
                    parent: parent.to_owned(),
                    is_indicator: lines.contains_key(parent),
                    nearest: nearest(parent, position.keys().copied()).map(str::to_owned),
                };
                error(line, kind)
            })
        };

        let mut below: Vec<Vec<Definition>> = vec![Vec::new(); nodes.len()];
        let mut root: Option<usize> = None;
        for (at, node) in nodes.iter().enumerate() {
            match (&node.parent, root) {
                (Some(parent), _) => {
                    let parent = find_parent(&node.id, parent, node.line)?;
                    below[parent].push(Definition::Node(at));
                }
                (None, None) => root = Some(at),
                (None, Some(first)) => {
                    let kind = FrameworkErrorKind::SeveralRoots {
                        first: nodes[first].id.clone(),
                        second: node.id.clone(),
                    };
                    return Err(error(node.line, kind));
                }
            }
        }
        for (at, indicator) in framework.indicators.iter().enumerate() {
            let parent = find_parent(&indicator.id, &indicator.parent, indicator.line)?;
            below[parent].push(Definition::Indicator(at));
        }
        if let Some((line, kind)) = find_cycle(framework, &position) {
            return Err(error(line, kind));
        }
        let Some(root) = root else {
            return Err(FrameworkError {
                file: framework.file.clone(),
                line: None,
                kind: Box::new(FrameworkErrorKind::NoRoot),
            });
        };
        if let Some(at) = below.iter().position(Vec::is_empty) {
            let id = nodes[at].id.clone();
            return Err(error(
                nodes[at].line,
                FrameworkErrorKind::NodeWithoutChildren { id },
            ));
        }

        let mut tree = Tree {
            nodes: Vec::with_capacity(nodes.len() + framework.indicators.len()),
            children: Vec::new(),
            indicators: Vec::with_capacity(framework.indicators.len()),
        };
        tree.add(Definition::Node(root), &below);
        Ok(tree)
    }

    /// Adds a definition after everything below it; the position it got.
    fn add(&mut self, definition: Definition, below: &[Vec<Definition>]) -> usize {
        let first_indicator = self.indicators.len();
        let (children, level) = match definition {
            Definition::Indicator(_) => {
                self.indicators.push(self.nodes.len());
                (Vec::new(), 1)
            }
            Definition::Node(at) => {
                let children: Vec<usize> = below[at]
                    .iter()
                    .map(|&child| self.add(child, below))
                    .collect();
                let highest = children.iter().map(|&child| self.nodes[child].level).max();
                (children, highest.unwrap_or(0) + 1)
            }
        };
        let position = self.nodes.len();
        for &child in &children {
            self.nodes[child].parent = Some(position);
        }
        let first_child = self.children.len();
        self.children.extend(children);
        self.nodes.push(TreeNode {
            definition,
            parent: None,
            level,
            indicators: first_indicator..self.indicators.len(),
            children: first_child..self.children.len(),
        });
        position
    }

    /// The nodes in post-order.
    pub fn nodes(&self) -> &[TreeNode] {
        &self.nodes
    }

    /// The positions of the children of a node, in the order of the framework.
    pub fn children(&self, node: usize) -> &[usize] {
        &self.children[self.nodes[node].children.clone()]
    }

    /// The positions of the indicators among the nodes, in post-order.
    pub fn indicators(&self) -> &[usize] {
        &self.indicators
    }

    /// The position of the root, which is the last node.
    pub fn root(&self) -> usize {
        self.nodes.len() - 1
    }
}

/// The first cycle among the parents of nodes, if there is one.
fn find_cycle(
    framework: &Framework,
    position: &HashMap<&str, usize>,
) -> Option<(usize, FrameworkErrorKind)> {
    let nodes = &framework.nodes;
    let mut leads_to_root = vec![false; nodes.len()];
    for start in 0..nodes.len() {
        let mut path = Vec::new();
        let mut place_on_path = HashMap::new();
        let mut at = start;
        while !leads_to_root[at] {
            if let Some(place) = place_on_path.insert(at, path.len()) {
                let around = path[place..].iter().chain([&at]);
                let ids = around.map(|&at: &usize| nodes[at].id.clone()).collect();
                return Some((nodes[at].line, FrameworkErrorKind::Cycle { ids }));
            }
            path.push(at);
            let Some(parent) = &nodes[at].parent else {
                break;
            };
            at = position[parent.as_str()];
        }
        for at in path {
            leads_to_root[at] = true;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A framework of `(id, parent)` nodes and indicators; lines count from 1 in this order.
    fn framework(
        nodes: &[(&str, &str)],
        indicators: &[(&str, &str)],
    ) -> Result<Framework, FrameworkError> {
        let mut text = String::from("framework = { id = \"t\", name = \"t\", edition = \"1\" }\n");
        for (id, parent) in nodes {
            text += &format!("[[node]]\nid = \"{id}\"\nname = \"{id}\"\n");
            if !parent.is_empty() {
                text += &format!("parent = \"{parent}\"\n");
            }
        }
        for (id, parent) in indicators {
            text +=
                &format!("[[indicator]]\nid = \"{id}\"\nname = \"{id}\"\nparent = \"{parent}\"\n");
        }
        Framework::parse(&text, "t.toml")
    }

    fn kind(nodes: &[(&str, &str)], indicators: &[(&str, &str)]) -> FrameworkErrorKind {
        *framework(nodes, indicators).unwrap_err().kind
    }

    #[test]
    fn children_stand_before_parents_and_indicators_are_contiguous() {
        let framework = framework(
            &[("root", ""), ("a", "root"), ("b", "root"), ("aa", "a")],
            &[
                ("x", "aa"),
                ("y", "b"),
                ("z", "aa"),
                ("w", "a"),
                ("v", "root"),
            ],
        )
        .unwrap();
        let tree = Tree::compile(&framework).unwrap();
        let id = |at: usize| match tree.nodes()[at].definition {
            Definition::Node(at) => framework.nodes[at].id.as_str(),
            Definition::Indicator(at) => framework.indicators[at].id.as_str(),
        };
        let order: Vec<&str> = (0..tree.nodes().len()).map(id).collect();
        assert_eq!(order, ["x", "z", "aa", "w", "a", "y", "b", "v", "root"]);
        let levels: Vec<u32> = tree.nodes().iter().map(|node| node.level).collect();
        assert_eq!(levels, [1, 1, 2, 1, 3, 1, 2, 1, 4]);
        for (at, node) in tree.nodes().iter().enumerate() {
            assert!(tree.children(at).iter().all(|&child| child < at));
            assert!(
                tree.children(at)
                    .iter()
                    .all(|&child| tree.nodes()[child].parent == Some(at))
            );
            assert_eq!(node.parent.is_none(), at == tree.root());
        }
        assert_eq!(tree.nodes()[4].indicators, 0..3);
        assert_eq!(tree.nodes()[tree.root()].indicators, 0..5);
    }

    #[test]
    fn malformed_trees_are_refused() {
        assert_eq!(
            kind(&[("root", ""), ("a", "b"), ("b", "a")], &[("x", "root")]),
            FrameworkErrorKind::Cycle {
                ids: vec!["a".into(), "b".into(), "a".into()]
            }
        );
        assert!(matches!(
            kind(&[("root", "root")], &[("x", "root")]),
            FrameworkErrorKind::Cycle { .. }
        ));
        assert_eq!(
            kind(&[("root", "")], &[("x", "rot")]),
            FrameworkErrorKind::UnknownParent {
                id: "x".into(),
                parent: "rot".into(),
                is_indicator: false,
                nearest: Some("root".into())
            }
        );
        assert!(matches!(
            kind(&[("root", "")], &[("x", "root"), ("y", "x")]),
            FrameworkErrorKind::UnknownParent {
                is_indicator: true,
                ..
            }
        ));
        assert_eq!(
            kind(&[("a", ""), ("b", "")], &[("x", "a"), ("y", "b")]),
            FrameworkErrorKind::SeveralRoots {
                first: "a".into(),
                second: "b".into()
            }
        );
        assert_eq!(kind(&[], &[]), FrameworkErrorKind::NoRoot);
        assert_eq!(
            kind(&[("root", ""), ("a", "root")], &[("x", "root")]),
            FrameworkErrorKind::NodeWithoutChildren { id: "a".into() }
        );
        for (nodes, indicators) in [
            (
                vec![("root", ""), ("a", "root"), ("a", "root")],
                vec![("x", "a")],
            ),
            (vec![("root", "")], vec![("x", "root"), ("x", "root")]),
            (vec![("root", "")], vec![("root", "root")]),
        ] {
            assert!(matches!(
                kind(&nodes, &indicators),
                FrameworkErrorKind::DuplicateId { .. }
            ));
        }
    }
}
