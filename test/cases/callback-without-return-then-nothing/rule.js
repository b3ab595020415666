function greet(user, context, callback) {
  if (context.clientID !== 'shop') {
    callback(null, user, context);
  }
  var first = (user.name || '').split(' ')[0];
  if (isShort(first)) console.log('welcome', first);
  callback(null, user, context);

  function isShort(name) {
    return name.length < 10;
  }
}
