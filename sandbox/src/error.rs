//! Why an order to the sandbox or a file for it was refused.

use std::io;

/// Why the sandbox did not start or refused an order.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// A port could not be bound or a certificate could not be made.
    #[error("the sandbox could not open its ports: {0}; choose other ports or 0")]
    Io(#[from] io::Error),
    /// The world contradicts itself or names something unknown.
    #[error("the world was not loaded: {0}")]
    World(String),
    /// A switch is unknown or has the wrong type.
    #[error("the switches were not changed: {0}")]
    Switches(String),
    /// An action by hand is unknown or impossible.
    #[error("the action was not done: {0}")]
    Action(String),
}

/// What is wrong with a world file.
#[derive(Debug, thiserror::Error)]
#[error("the world file was not understood: {0}; see the world format in the README")]
pub struct WorldError(pub(crate) String);
