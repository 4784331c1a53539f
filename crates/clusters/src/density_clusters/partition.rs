//! Sets that are joined until they no longer change (union–find).
//!
//! Source: Tarjan (1975), Efficiency of a good but not linear set union algorithm, Journal of the ACM 22(2).

/// Items 0…n−1 in disjoint sets.
#[derive(Debug)]
pub(crate) struct Partition {
    parent: Vec<u32>,
}

impl Partition {
    /// Every item in a set of its own.
    pub(crate) fn new(items: usize) -> Partition {
        Partition {
            parent: (0..items as u32).collect(),
        }
    }

    /// The item that stands for the set of `item`; paths are halved on the way.
    pub(crate) fn find(&mut self, item: usize) -> usize {
        let mut item = item;
        while self.parent[item] as usize != item {
            let above = self.parent[self.parent[item] as usize];
            self.parent[item] = above;
            item = above as usize;
        }
        item
    }

    /// The item that stands for the set of `item`.
    pub(crate) fn root(&self, item: usize) -> usize {
        let mut item = item;
        while self.parent[item] as usize != item {
            item = self.parent[item] as usize;
        }
        item
    }

    /// Joins two sets and returns the item that stands for both: the lower of the two.
    pub(crate) fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low as u32;
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_items_share_one_that_stands_for_them() {
        let mut partition = Partition::new(5);
        partition.join(3, 4);
        partition.join(4, 1);
        assert_eq!(partition.find(3), 1);
        assert_eq!(partition.root(4), 1);
        assert_eq!((partition.find(0), partition.find(2)), (0, 2));
    }
}
