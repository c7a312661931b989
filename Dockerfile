# lossbench from a release archive, on the processor or (target cuda, 5 GB more) on graphics cards too:
#
#   ./mvnw package -Prelease
#   docker build -t lossbench .
#   docker build -t lossbench-cuda --target cuda .
#   mkdir -p results reports
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/results:/opt/lossbench/results" \
#     -v "$PWD/reports:/opt/lossbench/reports" lossbench run suites/quickstart.yaml
#   docker run --rm --gpus all lossbench-cuda doctor
#
# The runtime has jdk.incubator.vector, which the losses are fastest with.
FROM eclipse-temurin:17-jre-noble AS cpu
ADD harness/cli/target/lossbench-*.tar.gz /opt/
# Any user may run it, so the cache is where all may write, but only owners may exchange what is theirs. The first start
# keeps the classes that it has loaded for all others. Clusters call it by its name.
RUN cd /opt \
 && ln -s lossbench-* lossbench \
 && ln -s /opt/lossbench/lossbench /usr/local/bin/lossbench \
 && mkdir -m 1777 /cache \
 && lossbench/lossbench --version
ENV LOSSBENCH_CACHE=/cache
WORKDIR /opt/lossbench
ENTRYPOINT ["/opt/lossbench/lossbench"]
CMD ["--help"]

# PyTorch's package, of which the libraries for CUDA are used. The driver is the host's: its container toolkit brings it in.
FROM cpu AS cuda
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/torch \
 && /opt/torch/bin/pip install --no-cache-dir torch==2.7.1
ENV LOSSBENCH_TORCH=/opt/torch NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM cpu
