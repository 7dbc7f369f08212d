<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FailedDialog</name>
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
    <name>FoldersDialog</name>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
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
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
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
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
    <message>
        <source>Stop searching this folder? The photos stay on disk.</source>
        <translation>不再搜索这个文件夹？照片会保留在磁盘上。</translation>
    </message>
    <message>
        <source>Remove folder</source>
        <translation>移除文件夹</translation>
    </message>
</context>
<context>
    <name>GalleryController</name>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>The first search takes a few seconds: the model is being loaded.</source>
        <translation>第一次搜索需要几秒钟：正在载入模型。</translation>
    </message>
    <message>
        <source>Your photos appear here</source>
        <translation>照片会显示在这里</translation>
    </message>
    <message>
        <source>Pixlore is looking through your folders. You can search while it does.</source>
        <translation>Pixlore 正在浏览您的文件夹，期间也可以搜索。</translation>
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
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
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
</context>
<context>
    <name>ModelNote</name>
    <message>
        <source>You are searching with the small starter model: good for everyday things, in English, weak on names, scenes and fine detail. A CLIP model finds far more.</source>
        <translation>您正在使用小巧的入门模型：只懂英文，擅长日常物品，不擅长名称、场景和细节。CLIP 模型能找到的要多得多。</translation>
    </message>
    <message>
        <source>Close this note</source>
        <translation>关闭这条提示</translation>
    </message>
</context>
<context>
    <name>PhotoActions</name>
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
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Stop searching by this picture</source>
        <translation>不再按这张图片搜索</translation>
    </message>
</context>
<context>
    <name>ServiceController</name>
    <message>
        <source>Search the photos in this folder?</source>
        <translation>要搜索这个文件夹里的照片吗？</translation>
    </message>
    <message>
        <source>Add folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>The background service is not running. Starting it again…</source>
        <translation>后台服务没有运行，正在重新启动…</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
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
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>{model} searches your photos.</source>
        <translation>正在使用 {model} 搜索您的照片。</translation>
    </message>
    <message>
        <source>The small starter model searches your photos. It needs no download and knows about a thousand everyday things. CLIP models are far better: run pixlore models to see how to get one.</source>
        <translation>正在使用小巧的入门模型搜索您的照片。它无需下载，认识约一千种日常物品，只懂英文。CLIP 模型要好得多：运行 pixlore models 查看如何获取。</translation>
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
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
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
        <source>Searched {searched} of {total}</source>
        <translation>已搜索 {searched} / {total}</translation>
    </message>
    <message>
        <source>{rate} photos a second</source>
        <translation>每秒 {rate} 张</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>剩余不到一分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>大约还需 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hour(s) left</source>
        <translation>
            <numerusform>大约还需 %Ln 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
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
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>按画面内容找到您的照片</translation>
    </message>
    <message>
        <source>Type what you remember, such as dog asleep on a red sofa,
or show a photo and ask for more like it.</source>
        <translation>输入您记得的画面，例如“在红色沙发上睡觉的狗”，
或者给出一张照片，查找更多类似的照片。</translation>
    </message>
    <message>
        <source>Everything stays on this computer. Your photos are never changed or uploaded.</source>
        <translation>一切都留在这台电脑上。您的照片绝不会被修改或上传。</translation>
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
