package io.lossbench.torch.backbone;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import java.util.Map;
import java.util.function.Function;

/** The backbones by name: those that come with lossbench, and those that users bring. */
public final class Backbones {
  private static final Map<String, Function<Settings, Backbone>> BUILT_IN =
      Map.ofEntries(
          Map.entry("resnet18", settings -> ResNet.basic(2, 2, 2, 2)),
          Map.entry("resnet34", settings -> ResNet.basic(3, 4, 6, 3)),
          Map.entry("resnet50", settings -> ResNet.bottleneck(3, 4, 6, 3)),
          Map.entry("resnet101", settings -> ResNet.bottleneck(3, 4, 23, 3)),
          Map.entry("mlp", Mlp::of),
          Map.entry("torchscript", FileBackbone::of),
          Map.entry("resnet20", settings -> new SmallResNet(3)),
          Map.entry("tresnet_m", settings -> TResNet.v1(64, settings, 3, 4, 11, 3)),
          Map.entry("tresnet_l", settings -> TResNet.v1(76, settings, 4, 5, 18, 3)),
          Map.entry("tresnet_xl", settings -> TResNet.v1(83, settings, 4, 5, 24, 3)),
          Map.entry("tresnet_v2_l", settings -> TResNet.v2(64, 3, 4, 23, 3)),
          Map.entry("convnext_tiny", settings -> ConvNeXt.of(96, settings, 3, 3, 9, 3)),
          Map.entry("convnext_small", settings -> ConvNeXt.of(96, settings, 3, 3, 27, 3)),
          Map.entry("convnext_base", settings -> ConvNeXt.of(128, settings, 3, 3, 27, 3)),
          Map.entry("vit_small_patch16_224", settings -> new VisionTransformer(384, 6, settings)),
          Map.entry("vit_base_patch16_224", settings -> new VisionTransformer(768, 12, settings)),
          Map.entry("swin_tiny_patch4_window7_224", SwinTransformer::new),
          Map.entry("mobilenetv2_035", settings -> InvertedResidualNet.mobileNetV2()),
          Map.entry("tf_efficientnet_lite0", settings -> InvertedResidualNet.efficientNetLite0()));

  private Backbones() {}

  /** All backbones on the class path. */
  public static Registry<Backbone> onClasspath() {
    return of(Backbones.class.getClassLoader());
  }

  static Registry<Backbone> of(ClassLoader loader) {
    return Registry.of(
        "backbone", "backbones", BUILT_IN, BackboneProvider.class, loader, PluginBackbone::new);
  }
}
