<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>Pixlore {version}</source>
        <translation>Pixlore {version}</translation>
    </message>
    <message>
        <source>Find your photos by what is in them.</source>
        <translation>按内容寻找你的照片。</translation>
    </message>
    <message>
        <source>Pixlore is free software under the MIT licence. These are the models you have and the parts Pixlore is made with, each under its own licence:</source>
        <translation>Pixlore 是采用 MIT 许可证的自由软件。以下是你拥有的模型和 Pixlore 使用的组件，各有自己的许可证：</translation>
    </message>
    <message>
        <source>Parts and their licences</source>
        <translation>组件及其许可证</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Starter model: {part}</source>
        <translation>入门模型：{part}</translation>
    </message>
</context>
<context>
    <name>Browsing</name>
    <message>
        <source>All photos</source>
        <translation>所有照片</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复照片</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>已保存的搜索</translation>
    </message>
    <message>
        <source>Concepts</source>
        <translation>概念</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>ChipRow</name>
    <message>
        <source>Search for {query}</source>
        <translation>搜索 {query}</translation>
    </message>
    <message>
        <source>{part}  ×</source>
        <translation>{part}  ×</translation>
    </message>
    <message>
        <source>Take away {part}</source>
        <translation>去掉 {part}</translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>DuplicatesPage</name>
    <message>
        <source>Duplicates</source>
        <translation>重复照片</translation>
    </message>
    <message>
        <source>Groups of duplicates</source>
        <translation>重复照片分组</translation>
    </message>
    <message>
        <source>Photos of this group</source>
        <translation>这一组的照片</translation>
    </message>
    <message>
        <source>Comparing photos</source>
        <translation>正在比对照片</translation>
    </message>
    <message>
        <source>Identical</source>
        <translation>完全相同</translation>
    </message>
    <message>
        <source>Same picture</source>
        <translation>同一画面</translation>
    </message>
    <message>
        <source>Bursts</source>
        <translation>连拍</translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln to the trash…</source>
        <translation>
            <numerusform>将 %Ln 张移到回收站…</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>They stay as they are and are not offered again</source>
        <translation>照片保持原样，以后不再提示</translation>
    </message>
    <message>
        <source>Not duplicates</source>
        <translation>并非重复</translation>
    </message>
    <message>
        <source>They are never shown as one again, here or among your photos</source>
        <translation>以后不再把它们视为同一张，这里和照片列表中都是如此</translation>
    </message>
    <message>
        <source>Clear all away ({size})…</source>
        <translation>全部清理（{size}）…</translation>
    </message>
    <message>
        <source>The same file in several places.</source>
        <translation>同一个文件存放在多个位置。</translation>
    </message>
    <message>
        <source>The same picture in other sizes, or edited.</source>
        <translation>同一画面的不同尺寸或编辑版本。</translation>
    </message>
    <message>
        <source>Taken within seconds of each other, and alike.</source>
        <translation>几秒内连续拍摄的相似照片。</translation>
    </message>
    <message>
        <source>Keeps {kept} of {total}  ·  frees {size}</source>
        <translation>保留 {kept} 张，共 {total} 张  ·  可释放 {size}</translation>
    </message>
    <message>
        <source>Comparing your photos…</source>
        <translation>正在比对你的照片…</translation>
    </message>
    <message>
        <source>You can go on searching meanwhile.</source>
        <translation>在此期间你可以继续搜索。</translation>
    </message>
    <message>
        <source>Nothing here to clear away</source>
        <translation>没有需要清理的照片</translation>
    </message>
    <message>
        <source>Pixlore found no photos of this kind, or you decided about all of them.</source>
        <translation>没有发现这类照片，或者你已全部处理。</translation>
    </message>
</context>
<context>
    <name>FailedPage</name>
    <message>
        <source>Files that could not be read</source>
        <translation>无法读取的文件</translation>
    </message>
    <message>
        <source>They stay on disk as they are. Pixlore looks at a file again when it changes.</source>
        <translation>这些文件会原样保留在磁盘上。文件发生变化后，Pixlore 会再次读取。</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>全部重试</translation>
    </message>
    <message>
        <source>Try the chosen again</source>
        <translation>重试选中的文件</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>FileJobs</name>
    <message>
        <source>Copy to a folder</source>
        <translation>复制到文件夹</translation>
    </message>
    <message>
        <source>Copying photos…</source>
        <translation>正在复制照片…</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Open the system&apos;s trash to bring the photos back.</source>
        <translation>请打开系统回收站恢复照片。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) brought back</source>
        <translation>
            <numerusform>已恢复 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Bringing photos back…</source>
        <translation>正在恢复照片…</translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s) to the trash?</source>
        <translation>
            <numerusform>把 %Ln 张照片移到回收站？</numerusform>
        </translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message numerus="yes">
        <source>Move all %Ln to trash</source>
        <translation>
            <numerusform>将全部 %Ln 张移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Only this photo</source>
        <translation>仅此照片</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>以及另外 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>You can bring them back from the trash. Pixlore never deletes a photo. Emptying the trash frees {size}.</source>
        <translation>你可以从回收站中恢复它们，Pixlore 从不删除照片。清空回收站后可释放 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash</source>
        <translation>
            <numerusform>已把 %Ln 张照片移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>{done}. Ctrl+Z brings them back</source>
        <translation>{done}。按 Ctrl+Z 可恢复</translation>
    </message>
    <message>
        <source>Moving to the trash…</source>
        <translation>正在移到回收站…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied</source>
        <translation>
            <numerusform>已复制 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>{done}. {number} could not be: {reason}</source>
        <translation>{done}。{number} 张未能完成：{reason}</translation>
    </message>
</context>
<context>
    <name>FoldersPage</name>
    <message>
        <source>Folders with photos</source>
        <translation>照片文件夹</translation>
    </message>
    <message>
        <source>Pixlore watches these folders and everything in them. It never changes them.</source>
        <translation>Pixlore 会关注这些文件夹及其中的全部内容，但绝不改动它们。</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Leave out…</source>
        <translation>排除…</translation>
    </message>
    <message>
        <source>They are really gone</source>
        <translation>确实已删除</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>关注中</translation>
    </message>
    <message>
        <source>Drive not connected</source>
        <translation>磁盘未连接</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Many photos are missing</source>
        <translation>许多照片不见了</translation>
    </message>
    <message>
        <source>marked with .nomedia</source>
        <translation>带有 .nomedia 标记</translation>
    </message>
    <message>
        <source>trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>snapshots</source>
        <translation>快照</translation>
    </message>
    <message>
        <source>Watched. Folders left out: {counted}</source>
        <translation>正在监视。已跳过的文件夹：{counted}</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
    <message>
        <source>The photos stay on disk; Pixlore only forgets them.</source>
        <translation>照片仍保留在磁盘上，Pixlore 只是不再记录它们。</translation>
    </message>
    <message>
        <source>Stop searching this folder?</source>
        <translation>不再搜索这个文件夹？</translation>
    </message>
    <message>
        <source>Stop searching it</source>
        <translation>不再搜索</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Forget the photos that are gone?</source>
        <translation>忘记已经不在的照片？</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>忘记它们</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Names of files and folders to leave out, one a line.
* stands for any letters: Screenshots, *.gif, 2019/Drafts</source>
        <translation>要排除的文件和文件夹名称，每行一个。
* 代表任意字符：Screenshots、*.gif、2019/Drafts</translation>
    </message>
    <message>
        <source>Leave these out</source>
        <translation>排除这些</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>边栏</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>how to write a month, in Qt&apos;s date letters</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>全部照片</translation>
    </message>
    <message>
        <source>The rest</source>
        <translation>其余照片</translation>
    </message>
    <message>
        <source>No sure match. The closest come first</source>
        <translation>没有确定的结果，最接近的排在前面</translation>
    </message>
    <message>
        <source>Strong matches</source>
        <translation>高度匹配</translation>
    </message>
    <message>
        <source>Likely matches</source>
        <translation>可能匹配</translation>
    </message>
    <message>
        <source>Date unknown</source>
        <translation>日期未知</translation>
    </message>
</context>
<context>
    <name>GalleryStates</name>
    <message>
        <source>The first search takes a few seconds: the model is being loaded.</source>
        <translation>第一次搜索需要几秒钟：正在载入模型。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Your photos appear here</source>
        <translation>照片会显示在这里</translation>
    </message>
    <message>
        <source>Pixlore is looking through your folders. You can search while it does.</source>
        <translation>Pixlore 正在浏览你的文件夹，期间也可以搜索。</translation>
    </message>
    <message>
        <source>The background service does not answer</source>
        <translation>后台服务没有响应</translation>
    </message>
    <message>
        <source>This search did not work</source>
        <translation>这次搜索没有成功</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>There is nothing to search yet</source>
        <translation>还没有可以搜索的照片</translation>
    </message>
    <message>
        <source>No photo has been read so far.</source>
        <translation>目前还没有读取到照片。</translation>
    </message>
    <message>
        <source>Folders…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>No photos in your folders</source>
        <translation>文件夹里没有照片</translation>
    </message>
    <message>
        <source>Add a folder that has photos in it, or copy some into a watched one.</source>
        <translation>请添加一个有照片的文件夹，或把照片复制到已关注的文件夹中。</translation>
    </message>
    <message>
        <source>Show all photos</source>
        <translation>显示所有照片</translation>
    </message>
    <message>
        <source>No favourites yet</source>
        <translation>还没有收藏</translation>
    </message>
    <message>
        <source>Press the heart of a photo, and it is found here.</source>
        <translation>点按照片上的心形图标，即可在这里找到它。</translation>
    </message>
    <message>
        <source>No photos in this folder</source>
        <translation>此文件夹中没有照片</translation>
    </message>
    <message>
        <source>Photos that are copied into it appear here by themselves.</source>
        <translation>复制到其中的照片会自动出现在这里。</translation>
    </message>
    <message>
        <source>No photo here fits this search</source>
        <translation>这里没有符合此搜索的照片</translation>
    </message>
    <message>
        <source>Only a part of your photos was searched.</source>
        <translation>只搜索了一部分照片。</translation>
    </message>
    <message>
        <source>Search all photos</source>
        <translation>搜索全部照片</translation>
    </message>
    <message>
        <source>No photo fits this search</source>
        <translation>没有符合条件的照片</translation>
    </message>
    <message>
        <source>Take one of its parts away, or say it in other words.</source>
        <translation>去掉其中一个条件，或换种说法试试。</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Every choice takes effect at once.</source>
        <translation>每项更改都会立即生效。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>When the window is closed</source>
        <translation>关闭窗口后</translation>
    </message>
    <message>
        <source>Key for quick search</source>
        <translation>快速搜索快捷键</translation>
    </message>
    <message>
        <source>Start Pixlore in the background when I log in</source>
        <translation>登录时在后台启动 Pixlore</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Keep indexing</source>
        <translation>继续建立索引</translation>
    </message>
    <message>
        <source>Stop indexing</source>
        <translation>停止建立索引</translation>
    </message>
    <message>
        <source>Keep indexing, with an icon in the tray</source>
        <translation>继续建立索引，并在托盘显示图标</translation>
    </message>
</context>
<context>
    <name>GridControls</name>
    <message>
        <source>Show whole photos</source>
        <translation>显示完整照片</translation>
    </message>
    <message>
        <source>Show squares</source>
        <translation>显示为方格</translation>
    </message>
    <message>
        <source>Show copies and bursts as one photo</source>
        <translation>将副本和连拍叠放为一张</translation>
    </message>
    <message>
        <source>Size of the photos</source>
        <translation>照片大小</translation>
    </message>
</context>
<context>
    <name>GroupDelegate</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IndexingPage</name>
    <message>
        <source>Indexing</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>Pixlore looks at every photo once, and at changed ones again. You can search while it does, and close the window.</source>
        <translation>Pixlore 会把每张照片看一遍，有改动的会再看一遍。期间可以搜索，也可以关闭窗口。</translation>
    </message>
    <message>
        <source>Indexing progress</source>
        <translation>索引进度</translation>
    </message>
    <message>
        <source>Look for new photos now</source>
        <translation>立即查找新照片</translation>
    </message>
    <message>
        <source>Full speed: use the whole computer, not all but one core</source>
        <translation>全速：使用全部处理器核心，不留出一个</translation>
    </message>
    <message>
        <source>Only while the computer is plugged in</source>
        <translation>仅在接通电源时进行</translation>
    </message>
    <message>
        <source>Only while nobody has used the computer for two minutes</source>
        <translation>仅在电脑闲置两分钟后进行</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Resume indexing</source>
        <translation>继续建立索引</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>暂停建立索引</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be read</source>
        <translation>
            <numerusform>%Ln 个文件无法读取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) can be found</source>
        <translation>
            <numerusform>可搜索到 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) waiting</source>
        <translation>
            <numerusform>%Ln 张照片等待中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) left out on purpose</source>
        <translation>
            <numerusform>按规则排除了 %Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>The model runs on the processor</source>
        <translation>模型运行于：处理器</translation>
    </message>
    <message>
        <source>The model runs on the graphics card</source>
        <translation>模型运行于：显卡</translation>
    </message>
</context>
<context>
    <name>MatchCard</name>
    <message>
        <source>In this search</source>
        <translation>在本次搜索中</translation>
    </message>
    <message>
        <source>Would a search find it? Type one</source>
        <translation>输入搜索词，看能否找到它</translation>
    </message>
    <message>
        <source>Try a search on this photo</source>
        <translation>用搜索词检验这张照片</translation>
    </message>
</context>
<context>
    <name>MatchWords</name>
    <message>
        <source>Score {score}</source>
        <translation>得分 {score}</translation>
    </message>
    <message>
        <source>A strong match</source>
        <translation>高度匹配</translation>
    </message>
    <message>
        <source>A likely match</source>
        <translation>可能匹配</translation>
    </message>
    <message>
        <source>Too weak to count as a match</source>
        <translation>匹配度太低</translation>
    </message>
    <message>
        <source>Not found: it is in no watched folder</source>
        <translation>未找到：不在已添加的文件夹中</translation>
    </message>
    <message>
        <source>Not found: it is left out of the library</source>
        <translation>未找到：已被排除在图库之外</translation>
    </message>
    <message>
        <source>Not found: there is no such file</source>
        <translation>未找到：没有这个文件</translation>
    </message>
    <message>
        <source>Not found: its file is no longer there</source>
        <translation>未找到：文件已不在原处</translation>
    </message>
    <message>
        <source>Not found: it could not be read</source>
        <translation>未找到：文件无法读取</translation>
    </message>
    <message>
        <source>Not found yet: it waits to be indexed</source>
        <translation>暂未找到：正在等待建立索引</translation>
    </message>
    <message>
        <source>Not found: a filter leaves it out</source>
        <translation>未找到：被筛选条件排除</translation>
    </message>
    <message>
        <source>Number {rank} of {total}</source>
        <translation>第 {rank} 名，共 {total} 张</translation>
    </message>
    <message>
        <source>score {score}, likely from {line}</source>
        <translation>得分 {score}，达到 {line} 即可能匹配</translation>
    </message>
    <message>
        <source>score {score} alone would be too low, but your words name it</source>
        <translation>仅凭得分 {score} 不足，但你的词语与其名称相符</translation>
    </message>
    <message>
        <source>✓ fits</source>
        <translation>✓ 符合</translation>
    </message>
    <message>
        <source>✗ does not fit</source>
        <translation>✗ 不符合</translation>
    </message>
    <message>
        <source>file name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>keywords</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>people</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Your words also stand in: {places}</source>
        <translation>你的搜索词还出现在：{places}</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Download ({size})</source>
        <translation>下载（{size}）</translation>
    </message>
    <message>
        <source>Stop the download</source>
        <translation>停止下载</translation>
    </message>
    <message>
        <source>Search with this one</source>
        <translation>用它搜索</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>finds {number} of 10 test pictures at the first try</source>
        <translation>10 张测试图片中一次找对 {number} 张</translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占用磁盘 {size}</translation>
    </message>
    <message>
        <source>licence: {licence}</source>
        <translation>许可证：{licence}</translation>
    </message>
    <message>
        <source>many languages</source>
        <translation>多种语言</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Looking at your photos with this model. You can go on searching.</source>
        <translation>正在用这个模型查看你的照片，期间可以继续搜索。</translation>
    </message>
    <message>
        <source>Remove {model}?</source>
        <translation>移除 {model}？</translation>
    </message>
    <message>
        <source>Its files and what it learned about your photos are deleted.</source>
        <translation>它的文件以及它对你照片的记录将被删除。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>ModelNote</name>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日文</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>韩文</translation>
    </message>
    <message>
        <source>The model in use does not read {language}</source>
        <translation>当前使用的模型读不懂{language}</translation>
    </message>
    <message>
        <source>{model} does: install it, or search in English.</source>
        <translation>{model} 可以：安装它，或用英文搜索。</translation>
    </message>
    <message>
        <source>You are searching with the small starter model</source>
        <translation>你正在使用小巧的入门模型搜索</translation>
    </message>
    <message>
        <source>It knows everyday things, animals and scenes, in English; not people, places or written words. A CLIP model understands whole sentences and finds far more: one download of about 600 MB, and everything still stays on this computer.</source>
        <translation>它认识日常物品、动物和场景，只懂英文，不认识人物、地点和文字。CLIP 模型能理解整句话，找到的照片多得多：只需下载一次，约 600 MB，所有内容仍只留在这台电脑上。</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>选择模型…</translation>
    </message>
    <message>
        <source>Close this note</source>
        <translation>关闭这条提示</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>A model decides what Pixlore understands. When you choose another, the old one goes on answering until all photos were looked at with the new one.</source>
        <translation>模型决定 Pixlore 能理解什么。换用另一个模型时，旧模型会继续工作，直到新模型看完所有照片。</translation>
    </message>
</context>
<context>
    <name>PhotoActions</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Close the stack</source>
        <translation>收起叠放</translation>
    </message>
    <message>
        <source>Show all photos of the stack</source>
        <translation>展开叠放的照片</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>取消收藏</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>加入收藏</translation>
    </message>
    <message>
        <source>Find similar photos</source>
        <translation>查找相似照片</translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>用其他程序打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Copy to a folder…</source>
        <translation>复制到文件夹…</translation>
    </message>
    <message>
        <source>Move to trash…</source>
        <translation>移到回收站…</translation>
    </message>
    <message>
        <source>Undo moving to the trash</source>
        <translation>撤销移到回收站</translation>
    </message>
</context>
<context>
    <name>PhotoCardDelegate</name>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>To the trash</source>
        <translation>移到回收站</translation>
    </message>
</context>
<context>
    <name>PhotoDetails</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄时间</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>The end of this file is missing. Copy it again from where it came from.</source>
        <translation>此文件缺少结尾部分。请从原来的位置重新复制一份。</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Not connected now. The preview is from the index.</source>
        <translation>现在未连接。预览来自索引。</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>{date}, says the file&apos;s name</source>
        <translation>{date}（来自文件名）</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>how to write a month, in Qt&apos;s date letters</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>{number} MP</source>
        <translation>{number} 百万像素</translation>
    </message>
</context>
<context>
    <name>PlacesPage</name>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Where your photos were taken, by what the camera noted in them.</source>
        <translation>照片的拍摄地点，来自相机记录的位置信息。</translation>
    </message>
    <message>
        <source>No places yet</source>
        <translation>还没有地点</translation>
    </message>
    <message>
        <source>Photos that say where they were taken appear here by country and city.</source>
        <translation>带有拍摄位置的照片会按国家和城市列在这里。</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Everything that Pixlore knows about your photos is on this computer.</source>
        <translation>Pixlore 对你照片的全部了解都只存放在这台电脑上。</translation>
    </message>
    <message>
        <source>No account, no telemetry, no cloud. Your photos are opened for reading only and are never changed, moved or uploaded. The network is used for one thing: to download a model when you ask for it.</source>
        <translation>没有账号，没有遥测，没有云端。照片只以只读方式打开，绝不会被修改、移动或上传。网络只用于一件事：在你要求时下载模型。</translation>
    </message>
    <message>
        <source>Your folders, favourites, searches and settings</source>
        <translation>你的文件夹、收藏、搜索和设置</translation>
    </message>
    <message>
        <source>What Pixlore learned about your photos (the index)</source>
        <translation>Pixlore 对你照片的了解（索引）</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>缩略图</translation>
    </message>
    <message>
        <source>Downloaded models</source>
        <translation>已下载的模型</translation>
    </message>
    <message>
        <source>Backups and logs</source>
        <translation>备份和日志</translation>
    </message>
    <message>
        <source>Stored in {folder}</source>
        <translation>存放于 {folder}</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>打开此文件夹</translation>
    </message>
    <message>
        <source>Forget my searches</source>
        <translation>清除搜索记录</translation>
    </message>
    <message>
        <source>Delete everything Pixlore stored…</source>
        <translation>删除 Pixlore 存储的所有内容…</translation>
    </message>
    <message>
        <source>Delete everything Pixlore stored?</source>
        <translation>删除 Pixlore 存储的所有内容？</translation>
    </message>
    <message>
        <source>The index, thumbnails, models, favourites, searches and settings are deleted, and Pixlore ends. Your photos stay exactly as they are.</source>
        <translation>索引、缩略图、模型、收藏、搜索和设置都会被删除，然后 Pixlore 将退出。你的照片会原封不动。</translation>
    </message>
    <message>
        <source>Delete everything</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>ProgressDialog</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>ProgressWords</name>
    <message>
        <source>Looking for photos…</source>
        <translation>正在查找照片…</translation>
    </message>
    <message>
        <source>Indexing is paused</source>
        <translation>索引已暂停</translation>
    </message>
    <message>
        <source>The background service is stopping…</source>
        <translation>后台服务正在停止…</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>已是最新</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>剩余不到一分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>约剩 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hour(s) left</source>
        <translation>
            <numerusform>约剩 %Ln 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>Searched {searched} of {total}</source>
        <translation>已处理 {searched} / {total}</translation>
    </message>
    <message>
        <source>{rate} photos a second</source>
        <translation>每秒 {rate} 张</translation>
    </message>
    <message>
        <source>Checking what was downloaded…</source>
        <translation>正在检查下载内容…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
</context>
<context>
    <name>QuickKeyField</name>
    <message>
        <source>Key for quick search</source>
        <translation>快速搜索快捷键</translation>
    </message>
    <message>
        <source>Press a key</source>
        <translation>按下快捷键</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>不设快捷键</translation>
    </message>
    <message>
        <source>This key cannot be had: another program has it, or it is needed for typing.</source>
        <translation>无法使用这个快捷键：它已被其他程序占用，或者是打字要用的键。</translation>
    </message>
    <message>
        <source>Works in every program while Pixlore is open or in the tray.</source>
        <translation>只要 Pixlore 开着或驻留在托盘，在任何程序中都有效。</translation>
    </message>
    <message>
        <source>Let a key run this command, in the keyboard settings of your system:</source>
        <translation>请在系统的键盘设置中，为下面这条命令指定快捷键：</translation>
    </message>
</context>
<context>
    <name>Reports</name>
    <message>
        <source>Pixlore ended unexpectedly last time. Show the report</source>
        <translation>Pixlore 上次意外退出。显示报告</translation>
    </message>
    <message>
        <source>Something went wrong in Pixlore. Show the report</source>
        <translation>Pixlore 出现了错误。显示报告</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search your photos, or drop a picture here</source>
        <translation>搜索照片，或把图片拖到这里</translation>
    </message>
    <message>
        <source>Search photos</source>
        <translation>搜索照片</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Stop searching by this picture</source>
        <translation>不再按这张图片搜索</translation>
    </message>
    <message>
        <source>Search all photos instead</source>
        <translation>改为搜索全部照片</translation>
    </message>
    <message>
        <source>Add words, for example: at night</source>
        <translation>添加文字，例如：夜晚</translation>
    </message>
    <message>
        <source>Search in {place}</source>
        <translation>在“{place}”中搜索</translation>
    </message>
    <message>
        <source>Search your photos, for example: {query}</source>
        <translation>搜索照片，例如：{query}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>{number} photos chosen</source>
        <translation>已选择 {number} 张照片</translation>
    </message>
    <message>
        <source>Stack of {number} photos</source>
        <translation>叠放的 {number} 张照片</translation>
    </message>
    <message>
        <source>{number} photos chosen, those in stacks included</source>
        <translation>已选择 {number} 张照片（含叠放的照片）</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>取消选择</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>Starter</source>
        <translation>入门模型</translation>
    </message>
    <message>
        <source>Indexing is paused.</source>
        <translation>索引已暂停。</translation>
    </message>
    <message>
        <source>The disk is full. Indexing goes on by itself when there is space; searching works.</source>
        <translation>磁盘已满。有空间后会自动继续建立索引，搜索不受影响。</translation>
    </message>
    <message>
        <source>The program that reads photos failed three times in a row. Resume to try again.</source>
        <translation>读取照片的程序连续失败了三次。点“继续”可重试。</translation>
    </message>
    <message>
        <source>Indexing waits until the computer is plugged in.</source>
        <translation>等待电脑接通电源后继续建立索引。</translation>
    </message>
    <message>
        <source>Indexing waits until nobody uses the computer.</source>
        <translation>有人在使用电脑，等闲置后再继续索引。</translation>
    </message>
    <message>
        <source>This system does not tell whether somebody uses the computer, so indexing does not wait for that.</source>
        <translation>此系统无法告知电脑是否有人在用，因此索引不会为此等待。</translation>
    </message>
    <message>
        <source>The folder cannot be read. Give yourself permission to read it.</source>
        <translation>无法读取此文件夹。请为自己添加读取权限。</translation>
    </message>
    <message>
        <source>The folder is not there. Connect its drive, or remove it from the library.</source>
        <translation>找不到此文件夹。请连接它所在的磁盘，或将其从照片库移除。</translation>
    </message>
    <message>
        <source>Another drive is connected in its place. Its photos stay in the index.</source>
        <translation>该位置连接的是另一个磁盘。原有照片仍保留在索引中。</translation>
    </message>
    <message>
        <source>{number} photos are no longer there. If you deleted them, confirm it; if not, connect the drive they are on.</source>
        <translation>有 {number} 张照片不见了。如果是你删除的，请确认；否则请连接它们所在的磁盘。</translation>
    </message>
    <message>
        <source>The image is larger than {number} megapixels or needs more memory than Pixlore allows. Save a smaller copy of it to have it indexed.</source>
        <translation>图片超过 {number} 百万像素，或所需内存超出 Pixlore 的限制。请另存一份较小的副本以便索引。</translation>
    </message>
    <message>
        <source>The image is damaged or incomplete ({detail}). Copy it again from the camera or a backup, then retry.</source>
        <translation>图片已损坏或不完整（{detail}）。请从相机或备份重新复制，然后重试。</translation>
    </message>
    <message>
        <source>The file cannot be read ({reason}). Check the drive it is on, then retry.</source>
        <translation>无法读取文件（{reason}）。请检查它所在的磁盘，然后重试。</translation>
    </message>
    <message>
        <source>The file is empty (0 bytes). Copy it again from the camera.</source>
        <translation>文件为空（0 字节）。请从相机重新复制。</translation>
    </message>
    <message>
        <source>The file holds only zeros where its picture should begin: it was not copied whole. Copy it again.</source>
        <translation>文件中本应是图片的部分全为零：没有复制完整。请重新复制。</translation>
    </message>
    <message>
        <source>This is not a picture in a format that Pixlore reads, whatever its name says. Nothing needs to be done if it is no photo; else export it as JPEG.</source>
        <translation>无论文件名如何，这都不是 Pixlore 能读取的图片格式。如果它不是照片，无需处理；否则请导出为 JPEG。</translation>
    </message>
    <message>
        <source>This raw format is not known, or the file is no raw file. Export it as JPEG.</source>
        <translation>不认识这种 RAW 格式，或它不是 RAW 文件。请导出为 JPEG。</translation>
    </message>
    <message>
        <source>Pixlore does not read {family} here. Export the picture as JPEG.</source>
        <translation>Pixlore 在此不支持 {family}。请将图片导出为 JPEG。</translation>
    </message>
    <message>
        <source>The file is no longer there.</source>
        <translation>文件已经不在了。</translation>
    </message>
    <message>
        <source>You may not read this file. Change its permissions, then retry.</source>
        <translation>你没有读取此文件的权限。请更改权限后重试。</translation>
    </message>
    <message>
        <source>The file is not there. Connect its drive, or look for it again.</source>
        <translation>找不到文件。请连接它所在的磁盘，或重新查找。</translation>
    </message>
    <message>
        <source>The photo is not in the trash any more. Nothing was changed.</source>
        <translation>照片已不在回收站中，没有任何更改。</translation>
    </message>
    <message>
        <source>Its folder is not there. Connect its drive, or take the photo out of the trash.</source>
        <translation>原文件夹不存在。请连接其驱动器，或从回收站中取出照片。</translation>
    </message>
    <message>
        <source>Another file has its place and name now. The photo stays in the trash.</source>
        <translation>原位置已有同名文件，照片仍在回收站中。</translation>
    </message>
    <message>
        <source>The photo that was to be kept is not there. Nothing was moved.</source>
        <translation>要保留的那张照片不在原处，未移动任何文件。</translation>
    </message>
    <message>
        <source>{name} was missing. It was restored from the backup {backup}.</source>
        <translation>{name} 丢失，已从备份 {backup} 恢复。</translation>
    </message>
    <message>
        <source>{name} was missing and no backup of it can be read. Pixlore made a new one.</source>
        <translation>{name} 丢失，且没有可读取的备份。Pixlore 已新建一个。</translation>
    </message>
    <message>
        <source>{name} was damaged. It was restored from the backup {backup}; the damaged file is kept as {aside}.</source>
        <translation>{name} 已损坏，已从备份 {backup} 恢复；损坏的文件保留为 {aside}。</translation>
    </message>
    <message>
        <source>{name} was damaged and there is no backup of it. Pixlore made a new one; the damaged file is kept as {aside}.</source>
        <translation>{name} 已损坏，且没有备份。Pixlore 已新建一个；损坏的文件保留为 {aside}。</translation>
    </message>
    <message>
        <source>The background service ended unexpectedly. The report is in {report}.</source>
        <translation>后台服务意外终止。报告位于 {report}。</translation>
    </message>
    <message>
        <source>Both names lead to one and the same file. Nothing was moved.</source>
        <translation>两个名称指向同一个文件，未移动任何文件。</translation>
    </message>
    <message>
        <source>The files are no longer the same. Nothing was moved.</source>
        <translation>这些文件已不再相同，未移动任何文件。</translation>
    </message>
    <message>
        <source>Works at once and without a download: things, animals and scenes in plain English. It knows no people, places or written words; every CLIP model finds far more.</source>
        <translation>无需下载，立即可用：用简单英文描述物品、动物和场景。不认识人物、地点和文字；任何 CLIP 模型都能找到更多。</translation>
    </message>
    <message>
        <source>The best balance for most computers: whole sentences in English, quick without a graphics card.</source>
        <translation>对多数电脑最均衡：理解英文整句，没有独立显卡也很快。</translation>
    </message>
    <message>
        <source>Queries in Chinese and about a hundred other languages, and finer detail; slower than the recommended model.</source>
        <translation>支持中文等约一百种语言，细节更好；比推荐的模型慢。</translation>
    </message>
    <message>
        <source>An older multilingual model, for comparison with SigLIP 2.</source>
        <translation>较早的多语言模型，可与 SigLIP 2 对比。</translation>
    </message>
    <message>
        <source>The best English results here; about ten times the work for each photo, so best with a graphics card or a night of indexing.</source>
        <translation>这里英文效果最好；每张照片的计算量约为十倍，适合有独立显卡或留一晚建立索引。</translation>
    </message>
    <message>
        <source>Small and strong for its size, in English; its licence allows research only.</source>
        <translation>体积小而能力强，支持英文；许可证仅允许研究用途。</translation>
    </message>
    <message>
        <source>The system reports: {reason}.</source>
        <translation>系统报告：{reason}。</translation>
    </message>
    <message>
        <source>This cannot be done as asked.</source>
        <translation>无法按要求完成。</translation>
    </message>
    <message>
        <source>The folder cannot be used. Check that it is there and that you may read it.</source>
        <translation>无法使用此文件夹。请检查它是否存在，以及你是否有读取权限。</translation>
    </message>
    <message>
        <source>The file cannot be opened. Check that its drive is connected.</source>
        <translation>无法打开文件。请检查它所在的磁盘是否已连接。</translation>
    </message>
    <message>
        <source>The disk is full. Make some space and try again.</source>
        <translation>磁盘已满。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>The model server cannot be reached. Check the connection and try again.</source>
        <translation>无法连接模型服务器。请检查网络后重试。</translation>
    </message>
    <message>
        <source>The background service does not answer. It is being started again.</source>
        <translation>后台服务没有响应，正在重新启动。</translation>
    </message>
    <message>
        <source>This is not a photo that Pixlore can read.</source>
        <translation>这不是 Pixlore 能读取的照片。</translation>
    </message>
    <message>
        <source>The photo is damaged or incomplete.</source>
        <translation>照片已损坏或不完整。</translation>
    </message>
    <message>
        <source>The photo is too large to be read.</source>
        <translation>照片过大，无法读取。</translation>
    </message>
    <message>
        <source>Reading this photo failed badly. It is left alone until you try it again.</source>
        <translation>读取这张照片时发生严重错误。在你重试之前不会再动它。</translation>
    </message>
    <message>
        <source>This search cannot be understood as written.</source>
        <translation>无法理解这样的搜索。</translation>
    </message>
    <message>
        <source>The model cannot be used.</source>
        <translation>无法使用该模型。</translation>
    </message>
    <message>
        <source>A newer Pixlore wrote this library. Install the newest version.</source>
        <translation>此照片库由更新的 Pixlore 创建。请安装最新版本。</translation>
    </message>
    <message>
        <source>The library&apos;s file is damaged.</source>
        <translation>照片库文件已损坏。</translation>
    </message>
    <message>
        <source>The library cannot be opened or changed.</source>
        <translation>无法打开或更改照片库。</translation>
    </message>
    <message>
        <source>There is no field {name}:. Did you mean “{meant}:”?</source>
        <translation>没有 {name}: 这个字段。你是指“{meant}:”吗？</translation>
    </message>
    <message>
        <source>{field}: needs a value, such as {example}</source>
        <translation>{field}: 后面要有值，例如 {example}</translation>
    </message>
    <message>
        <source>“{value}” is no date. Write 2022, 2022-05, 2022-05-12, 2020..2022, july, 12-25 or “last summer”.</source>
        <translation>“{value}”不是日期。请写 2022、2022-05、2022-05-12、2020..2022、七月、12-25 或“去年夏天”。</translation>
    </message>
    <message>
        <source>“{value}” is no rating. Write rating:4, rating:&gt;=3 or rating:3..5.</source>
        <translation>“{value}”不是评分。请写 rating:4、rating:&gt;=3 或 rating:3..5。</translation>
    </message>
    <message>
        <source>“{value}” is not one of: {choices}.</source>
        <translation>“{value}”不在可选值之中：{choices}。</translation>
    </message>
    <message>
        <source>OR joins values of one field, as in camera:canon OR camera:nikon. Here it is left out.</source>
        <translation>OR 用来连接同一条件的值，如 camera:canon OR camera:nikon。此处已忽略。</translation>
    </message>
    <message>
        <source>There is nothing between the quotes.</source>
        <translation>引号之间没有内容。</translation>
    </message>
    <message>
        <source>The closing quote was missing; it is taken to stand at the end.</source>
        <translation>缺少后引号，已视为在末尾。</translation>
    </message>
    <message>
        <source>There is no field {field}:. To search for the text itself, write {words}.</source>
        <translation>没有名为 {field}: 的字段。要搜索这段文字本身，请写 {words}。</translation>
    </message>
    <message>
        <source>“{words}” is searched for as words; photos of that time come first. For these alone, write {field}.</source>
        <translation>“{words}”按文字搜索，那时的照片排在前面。只看那时的照片，请写 {field}。</translation>
    </message>
    <message>
        <source>{first} to {last} of every year</source>
        <translation>每年 {first} 至 {last}</translation>
    </message>
    <message>
        <source>{day} of every year</source>
        <translation>每年 {day}</translation>
    </message>
    <message>
        <source>The query holds bytes that are not valid text. Type it again, or set the terminal to UTF-8.</source>
        <translation>搜索内容含有无效的文字。请重新输入，或把终端设为 UTF-8。</translation>
    </message>
    <message>
        <source>from {day} on</source>
        <translation>{day} 及以后</translation>
    </message>
    <message>
        <source>until the day before {day}</source>
        <translation>{day} 之前</translation>
    </message>
    <message>
        <source>within {distance} km</source>
        <translation>{distance} 公里以内</translation>
    </message>
    <message>
        <source>within {distance} km of {city}</source>
        <translation>距 {city} {distance} 公里以内</translation>
    </message>
    <message>
        <source>all of {country}</source>
        <translation>{country} 全境</translation>
    </message>
    <message>
        <source>{city} and cities of this name elsewhere</source>
        <translation>{city}，以及其他地方的同名城市</translation>
    </message>
    <message>
        <source>{country} is a country. Write place:{value}.</source>
        <translation>{country} 是国家。请写 place:{value}。</translation>
    </message>
    <message>
        <source>No city of 5,000 people or more is called “{value}”. Write another city, or latitude and longitude, such as near:48.86,2.35.</source>
        <translation>没有名为“{value}”且人口在五千以上的城市。请写另一个城市，或经纬度，例如 near:48.86,2.35。</translation>
    </message>
    <message>
        <source>no photo has “{typed}”; showing results for “{shown}”</source>
        <translation>没有照片含“{typed}”；显示“{shown}”的结果</translation>
    </message>
    <message>
        <source>The query is empty. Type what the photo shows, such as: a cat on a sofa.</source>
        <translation>搜索内容为空。请描述照片里有什么，例如：沙发上的猫。</translation>
    </message>
    <message>
        <source>Add what the photo shows: “{query}” only says what it does not.</source>
        <translation>请写上照片里有什么：“{query}”只说了没有什么。</translation>
    </message>
    <message>
        <source>There is no concept #{name}. Taught: {known}.</source>
        <translation>没有 #{name} 这个概念。已教过的：{known}。</translation>
    </message>
    <message>
        <source>There is no photo at {path}. Check the path.</source>
        <translation>{path} 处没有照片。请检查路径。</translation>
    </message>
</context>
<context>
    <name>ServiceController</name>
    <message>
        <source>Search the photos in this folder?</source>
        <translation>要搜索这个文件夹里的照片吗？</translation>
    </message>
    <message>
        <source>Search this folder</source>
        <translation>搜索此文件夹</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>The background service is not running. Starting it again…</source>
        <translation>后台服务没有运行，正在重新启动…</translation>
    </message>
</context>
<context>
    <name>SettingsController</name>
    <message>
        <source>Not everything could be deleted</source>
        <translation>未能全部删除</translation>
    </message>
    <message>
        <source>Pixlore ends now. Delete the rest by hand:</source>
        <translation>Pixlore 即将退出。请手动删除其余文件：</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>打开此文件夹</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>The system does not let Pixlore change this: {reason}</source>
        <translation>系统不允许 Pixlore 更改此项：{reason}</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置页面</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Everything in Pixlore can be done with the keyboard.</source>
        <translation>Pixlore 的所有操作都可以用键盘完成。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Type a search</source>
        <translation>输入搜索内容</translation>
    </message>
    <message>
        <source>Search by the picture on the clipboard</source>
        <translation>用剪贴板中的图片搜索</translation>
    </message>
    <message>
        <source>From the search field to the photos</source>
        <translation>从搜索框移到照片</translation>
    </message>
    <message>
        <source>Show all photos again</source>
        <translation>重新显示全部照片</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张照片</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张照片</translation>
    </message>
    <message>
        <source>Through the photos of a stack</source>
        <translation>浏览叠放的照片</translation>
    </message>
    <message>
        <source>Larger and smaller</source>
        <translation>放大和缩小</translation>
    </message>
    <message>
        <source>Fit the photo into the window</source>
        <translation>让照片适合窗口</translation>
    </message>
    <message>
        <source>The photo&apos;s own pixels</source>
        <translation>原始像素大小</translation>
    </message>
    <message>
        <source>Back to the photos</source>
        <translation>返回照片</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>此列表</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Places to look</source>
        <translation>浏览位置</translation>
    </message>
</context>
<context>
    <name>SidebarMenu</name>
    <message>
        <source>Open in file manager</source>
        <translation>在文件管理器中打开</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Watched folders…</source>
        <translation>监视的文件夹…</translation>
    </message>
    <message>
        <source>Forget this concept…</source>
        <translation>删除此概念…</translation>
    </message>
    <message>
        <source>Delete this saved search…</source>
        <translation>删除此已保存的搜索…</translation>
    </message>
    <message>
        <source>Forget the concept {name}?</source>
        <translation>删除概念“{name}”？</translation>
    </message>
    <message>
        <source>What you taught by photos is lost. No photo is changed.</source>
        <translation>你用照片教的内容会丢失。照片不会改变。</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the saved search {name}?</source>
        <translation>删除已保存的搜索“{name}”？</translation>
    </message>
    <message>
        <source>It searches for: {text}</source>
        <translation>搜索内容：{text}</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Indexing progress</source>
        <translation>索引进度</translation>
    </message>
    <message>
        <source>Folders…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>More about indexing</source>
        <translation>索引详情</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be read</source>
        <translation>
            <numerusform>%Ln 个文件无法读取</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume indexing</source>
        <translation>继续索引</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>暂停索引</translation>
    </message>
    <message>
        <source>Downloading {model}: {progress}</source>
        <translation>正在下载 {model}：{progress}</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Thumbnails on disk now: {size}</source>
        <translation>缩略图目前占用磁盘：{size}</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Thumbnails take the most space. You decide how much.</source>
        <translation>缩略图占用的空间最多，上限由你决定。</translation>
    </message>
    <message>
        <source>Memory for thumbnails</source>
        <translation>缩略图的内存上限</translation>
    </message>
    <message>
        <source>Disk space for thumbnails</source>
        <translation>缩略图的磁盘上限</translation>
    </message>
    <message>
        <source>At the limit of memory, thumbnails seen longest ago are read from disk again.</source>
        <translation>达到内存上限后，最久未看的缩略图会重新从磁盘读取。</translation>
    </message>
    <message>
        <source>At the limit of disk space, the oldest thumbnails give way to new ones. Such a photo is drawn from its file when you look at it: slower, and only while its drive is connected. Searching finds every photo all the same.</source>
        <translation>达到磁盘上限后，最早的缩略图会让位给新的。查看这些照片时会直接读取原文件：速度较慢，而且需要所在的磁盘已连接。搜索不受影响，照样能找到每一张照片。</translation>
    </message>
    <message>
        <source>The index itself has no limit: it takes about 3 KB for each photo.</source>
        <translation>索引本身没有上限：每张照片约占 3 KB。</translation>
    </message>
    <message>
        <source>As much as needed</source>
        <translation>不限</translation>
    </message>
</context>
<context>
    <name>TableDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open Pixlore</source>
        <translation>打开 Pixlore</translation>
    </message>
    <message>
        <source>Quick search…</source>
        <translation>快速搜索…</translation>
    </message>
    <message>
        <source>Resume indexing</source>
        <translation>继续建立索引</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>暂停建立索引</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Undo</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Bring the photos back from the trash</source>
        <translation>从回收站恢复照片</translation>
    </message>
</context>
<context>
    <name>ViewerActions</name>
    <message>
        <source>Search by a part of this photo</source>
        <translation>用照片的一部分搜索</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>幻灯片放映</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
</context>
<context>
    <name>ViewerController</name>
    <message>
        <source>This photo is no longer in the library.</source>
        <translation>这张照片已不在图库中。</translation>
    </message>
</context>
<context>
    <name>ViewerPage</name>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} / {total}</translation>
    </message>
    <message>
        <source>{number} of {total} in its stack (Up, Down)</source>
        <translation>叠放中第 {number} 张，共 {total} 张（↑ ↓ 切换）</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number}%</translation>
    </message>
    <message>
        <source>Back to the photos</source>
        <translation>返回照片</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
    <message>
        <source>Fit the photo into the window</source>
        <translation>让照片适合窗口</translation>
    </message>
    <message>
        <source>Draw a box around what you want to find</source>
        <translation>在要查找的内容周围画一个框</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>按画面内容找到你的照片</translation>
    </message>
    <message>
        <source>Type what you remember, such as dog asleep on a red sofa,
or show a photo and ask for more like it.</source>
        <translation>输入你记得的画面，例如“在红色沙发上睡觉的狗”，
或者给出一张照片，查找更多类似的照片。</translation>
    </message>
    <message>
        <source>No account, no telemetry: your photos stay on this computer, unchanged.</source>
        <translation>无需账号，没有遥测：照片始终留在这台电脑上，不会有任何改动。</translation>
    </message>
    <message>
        <source>Search my {folder} folder</source>
        <translation>搜索我的“{folder}”文件夹</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Choose a folder of photos…</source>
        <translation>选择照片文件夹…</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
</context>
</TS>
