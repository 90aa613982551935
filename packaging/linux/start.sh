# What 决算公开.desktop does. It becomes one line (steps/contents.py): every command ends in a semicolon, comments have lines of
# their own. $1 is the .desktop file, whose folder has the program; then come the files dropped on it.
#
# bash, because other shells take a program for another processor for a script of their own. 126 and 127 say that it could
# not be started at all: then it is not there to say why, and a double-click must not end in nothing.
cd "$(dirname "$1")"; shift;
./juesuan --started-by-icon "$@";
[ $? -lt 126 ] && exit;
for box in "zenity --error --width=480 --no-markup --title=决算公开 --text" "kdialog --title 决算公开 --error" "notify-send 决算公开"; do
$box "决算公开在这台电脑上启动不了。请检查：（1）压缩包里的文件全部解压到了自己的文件夹，没有在压缩软件的窗口里直接双击；（2）下载的是这台电脑用的压缩包：处理器是飞腾、鲲鹏的用 aarch64-linux，兆芯、海光、Intel、AMD 的用 x86_64-linux；（3）没有放在U盘或共享文件夹里；（4）安全中心没有拦下它。详见从这里开始.html的“遇到问题”。";
[ $? = 127 ] || break;
done
