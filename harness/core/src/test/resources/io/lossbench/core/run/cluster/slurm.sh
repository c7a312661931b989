#!/bin/bash
# Submits the suite voc to Slurm: `bash FILE` on a login node, or `lossbench submit --submit`.
set -eu
array=$(sbatch --parsable <<'END_OF_JOB'
#!/bin/bash
#SBATCH --job-name=lossbench-voc
#SBATCH --array=1-10%4
#SBATCH --account=vision
#SBATCH --partition=gpu
#SBATCH --qos=long
#SBATCH --constraint=a100
#SBATCH --gres=gpu:a100:1
#SBATCH --cpus-per-task=8
#SBATCH --mem=32G
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=lossbench-voc-%A_%a.out
module purge
module load cuda/12.8
echo "$(date) task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME, restart ${SLURM_RESTART_COUNT:-0}"
exec /opt/lossbench run '/my suites/voc.yaml' --threads 8 --shard "$SLURM_ARRAY_TASK_ID/10"
END_OF_JOB
)
sbatch --dependency=afterany:"${array%%;*}" <<'END_OF_JOB'
#!/bin/bash
#SBATCH --job-name=lossbench-voc-report
#SBATCH --account=vision
#SBATCH --partition=gpu
#SBATCH --qos=long
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --output=lossbench-voc-report-%j.out
module purge
module load cuda/12.8
/opt/lossbench merge a && report
END_OF_JOB
