/** Networks in timm's architecture and parameter names, each described once as layers. */
@NullMarked
package io.lossbench.torch.backbone;

import org.jspecify.annotations.NullMarked;
